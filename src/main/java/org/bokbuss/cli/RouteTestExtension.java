package org.bokbuss.cli;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bokbuss.routetest.RouteTest;
import org.bokbuss.routetest.RouteTestFile;
import org.bokbuss.routetest.RouteTestResult;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Makes a test of JUnit of each test in the files that {@link RouteTestsIn} names. */
public final class RouteTestExtension implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return context.getTestMethod().map(RouteTestExtension::named).isPresent();
    }

    private static RouteTestsIn named(Method method) {
        return method.getAnnotation(RouteTestsIn.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        RouteTestsIn named = named(context.getRequiredTestMethod());
        Path path = Path.of(named.value());
        Options options = new Options();
        options.config = Stream.of(named.config()).map(Path::of).toList();
        options.routes = Files.isDirectory(path) ? path : options.routes;
        List<Path> files = Files.isDirectory(path) ? RouteTests.in(path) : List.of(path);
        RouteTests tests = new RouteTests(options);
        // JUnit closes what is in the store, this too, when the last of them has run.
        context.getStore(ExtensionContext.Namespace.create(RouteTestExtension.class))
                .put(RouteTests.class, tests);
        return files.stream()
                .map(RouteTestFile::read)
                .flatMap(file -> file.tests().stream())
                .map(test -> new Invocation(tests, test));
    }

    /** One test of a file. */
    private record Invocation(RouteTests tests, RouteTest test) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int index) {
            return test.pipeline() + ": " + test.name();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new Outcome(tests, test));
        }
    }

    /** Runs the test before the method's body, which may look at what came. */
    private record Outcome(RouteTests tests, RouteTest test) implements ParameterResolver, BeforeTestExecutionCallback {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == RouteTestResult.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return result(context);
        }

        @Override
        public void beforeTestExecution(ExtensionContext context) {
            result(context).requirePassed();
        }

        private RouteTestResult result(ExtensionContext context) {
            return context.getStore(ExtensionContext.Namespace.create(RouteTestExtension.class))
                    .getOrComputeIfAbsent(test, tests::run, RouteTestResult.class);
        }
    }
}
