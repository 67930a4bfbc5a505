{{/* The operator's configuration as variables of its container. */}}
{{- define "millrace.environment" -}}
- name: MILLRACE_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
- name: MILLRACE_POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- with without .Values.watchNamespaces .Release.Namespace }}
- name: MILLRACE_WATCH_NAMESPACES
  value: {{ join "," (prepend . $.Release.Namespace) }}
{{- end }}
- name: MILLRACE_TASK_IMAGE
  value: {{ include "millrace.image" . | quote }}
- name: MILLRACE_TASK_IMAGE_PULL_POLICY
  value: {{ .Values.image.pullPolicy }}
{{- include "millrace.deepStorage" . }}
{{- range $name, $value := .Values.configuration }}
- name: MILLRACE_{{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- with .Values.env }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "millrace.deepStorage" -}}
{{- with .Values.deepStorage }}
{{- if ne .type "none" }}
- name: MILLRACE_DEEP_STORAGE_TYPE
  value: {{ .type }}
{{- end }}
{{- if eq .type "local" }}
- name: MILLRACE_DEEP_STORAGE_CLAIM
  value: {{ .local.claimName }}
- name: MILLRACE_DEEP_STORAGE_DIR
  value: /var/lib/millrace/deep-storage
{{- with .local.path }}
- name: MILLRACE_DEEP_STORAGE_PATH
  value: {{ . | quote }}
{{- end }}
{{- else if eq .type "s3" }}
- name: MILLRACE_DEEP_STORAGE_BUCKET
  value: {{ .s3.bucket | quote }}
{{- with .s3.baseKey }}
- name: MILLRACE_DEEP_STORAGE_BASE_KEY
  value: {{ . | quote }}
{{- end }}
{{- with .s3.region }}
- name: MILLRACE_DEEP_STORAGE_REGION
  value: {{ . | quote }}
{{- end }}
{{- with .s3.endpoint }}
- name: MILLRACE_DEEP_STORAGE_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- if .s3.pathStyleAccess }}
- name: MILLRACE_DEEP_STORAGE_PATH_STYLE_ACCESS
  value: "true"
{{- end }}
{{- with .s3.secretName }}
- name: MILLRACE_DEEP_STORAGE_SECRET
  value: {{ . | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
