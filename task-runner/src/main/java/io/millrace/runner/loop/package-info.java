/** Reading, building and preparing: the life of a task carried out. */
@NullMarked
package io.millrace.runner.loop;

import org.jspecify.annotations.NullMarked;
