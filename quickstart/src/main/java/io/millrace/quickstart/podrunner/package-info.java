/**
 * A small kubelet: runs the Pods of one namespace as local processes, unchanged. For trying out,
 * development and end-to-end tests on Linux; nothing isolates one Pod from another.
 */
@NullMarked
package io.millrace.quickstart.podrunner;

import org.jspecify.annotations.NullMarked;
