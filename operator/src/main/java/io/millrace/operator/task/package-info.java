/** The Pods of tasks and the conversation with the tasks in them. */
@NullMarked
package io.millrace.operator.task;

import org.jspecify.annotations.NullMarked;
