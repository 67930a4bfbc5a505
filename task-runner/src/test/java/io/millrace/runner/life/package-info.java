@NullMarked
package io.millrace.runner.life;

import org.jspecify.annotations.NullMarked;
