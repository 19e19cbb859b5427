package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.bokbuss.routetest.RouteTestResult;

/** As a team writes it: a method, and each test of the file is one of JUnit's. */
class RouteTestExtensionTest {
    @RouteTestsIn("routes/libris-bib.test.yaml")
    void aShippedFilesTestsAreTestsOfJUnit(RouteTestResult result) {
        assertThat(result.test().pipeline()).isEqualTo("libris-bib");
        assertThat(result.sent()).isNotEmpty();
    }
}
