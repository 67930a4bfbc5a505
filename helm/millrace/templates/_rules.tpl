{{/* What the operator may do in a namespace that it watches. */}}
{{- define "millrace.rules" -}}
# The supervisors themselves; patch adds and takes away the finalizer.
- apiGroups: [millrace.io]
  resources: [streamsupervisors]
  verbs: [get, list, watch, patch]
# The only fence there is: a PUT with the resource version.
- apiGroups: [millrace.io]
  resources: [streamsupervisors/status]
  verbs: [update]
# Owner references that block the owner's deletion, where the cluster checks them.
- apiGroups: [millrace.io]
  resources: [streamsupervisors/finalizers]
  verbs: [update]
# The tasks.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, create, delete]
# Accepted specs: the revision, and what its Pods mount.
- apiGroups: [apps]
  resources: [controllerrevisions]
  verbs: [get, list, create, patch, delete]
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, create, delete]
# The tasks' token is created; what a spec refers to is read by name. Never listed.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, create]
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create]
# Whether quotas have room for the tasks; without it nobody is warned.
- apiGroups: [""]
  resources: [resourcequotas]
  verbs: [list]
# Whether the namespace is being deleted: then nothing waits to be published.
- apiGroups: [""]
  resources: [namespaces]
  verbs: [get]
{{- end }}
