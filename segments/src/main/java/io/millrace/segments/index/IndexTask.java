package io.millrace.segments.index;

import java.io.IOException;

/** Work that writes files. */
@FunctionalInterface
interface IndexTask {

  void run() throws IOException;
}
