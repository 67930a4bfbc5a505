/** Local processes: started in a session of their own, and none left behind. */
@NullMarked
package io.millrace.quickstart.process;

import org.jspecify.annotations.NullMarked;
