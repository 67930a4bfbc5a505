# syntax=docker/dockerfile:1
# One image with two entry points: the operator (the default) and the task, whose command the operator writes into its Pods.
#
#   docker build -t millrace:0.1.0 .
ARG BUILD_IMAGE=eclipse-temurin:25-jdk
ARG RUNTIME_IMAGE=eclipse-temurin:25-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY . .
# The jars of each process, with its dependencies, come to <module>/target/install/lib/<module>.
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -q -pl operator,task-runner -am package -Dmaven.test.skip -Dspotless.check.skip -Djacoco.skip
# What both processes use lies in the image once.
RUN mkdir -p /install/lib \
    && cp -R operator/target/install/lib/operator task-runner/target/install/lib/task-runner /install/lib/ \
    && cd /install/lib/operator \
    && for jar in *.jar; do \
         if cmp -s "$jar" "../task-runner/$jar"; then ln -sf "../task-runner/$jar" "$jar"; fi; \
       done

FROM ${RUNTIME_IMAGE}
COPY --from=build /install/ /opt/millrace/
WORKDIR /opt/millrace
USER 65532:65532
EXPOSE 8080 8100
CMD ["java", "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-cp", "/opt/millrace/lib/operator/*", "io.millrace.operator.OperatorMain"]
