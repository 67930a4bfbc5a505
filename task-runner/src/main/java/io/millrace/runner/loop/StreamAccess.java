package io.millrace.runner.loop;

import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;

/** Opens clients of the stream that a task reads. */
public interface StreamAccess {

  StreamReader reader() throws StreamException;

  StreamMetadata metadata() throws StreamException;
}
