package io.millrace.runner.http;

import java.io.IOException;

/** Answers the requests below one path. May block; called by many threads. */
@FunctionalInterface
interface Endpoint {

  Answer answer(Request request) throws BadRequestException, IOException, InterruptedException;
}
