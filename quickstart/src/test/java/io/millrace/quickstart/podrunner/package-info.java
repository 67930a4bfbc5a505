@NullMarked
package io.millrace.quickstart.podrunner;

import org.jspecify.annotations.NullMarked;
