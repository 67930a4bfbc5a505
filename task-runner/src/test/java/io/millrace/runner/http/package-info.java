@NullMarked
package io.millrace.runner.http;

import org.jspecify.annotations.NullMarked;
