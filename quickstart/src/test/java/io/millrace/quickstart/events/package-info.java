@NullMarked
package io.millrace.quickstart.events;

import org.jspecify.annotations.NullMarked;
