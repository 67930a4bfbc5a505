/**
 * The life of a task as pure values: what it was told and what happened in, what to do next out.
 */
@NullMarked
package io.millrace.runner.life;

import org.jspecify.annotations.NullMarked;
