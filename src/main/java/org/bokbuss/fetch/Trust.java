package org.bokbuss.fetch;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bokbuss.config.Key;

/** Trusts whom the JDK's list and the team's name, as strictly as the JDK does; what it refuses is said with what to do. */
final class Trust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager judge;

    private Trust(X509ExtendedTrustManager judge) {
        this.judge = judge;
    }

    /** @param more beside the JDK's list */
    static Trust of(Collection<Certificate> more) throws GeneralSecurityException {
        X509ExtendedTrustManager usual = manager(null);
        if (more.isEmpty()) {
            return new Trust(usual);
        }
        try {
            KeyStore all = KeyStore.getInstance("PKCS12");
            all.load(null, null);
            int number = 0;
            for (X509Certificate each : usual.getAcceptedIssuers()) {
                all.setCertificateEntry("jdk" + number++, each);
            }
            for (Certificate each : more) {
                all.setCertificateEntry("own" + number++, each);
            }
            return new Trust(manager(all));
        } catch (java.io.IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static X509ExtendedTrustManager manager(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager each : factory.getTrustManagers()) {
            if (each instanceof X509ExtendedTrustManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("this Java has no way to check certificates");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        try {
            judge.checkServerTrusted(chain, type, socket);
        } catch (CertificateException refused) {
            SSLSession session = socket instanceof SSLSocket secure ? secure.getHandshakeSession() : null;
            throw new CertificateException(
                    reason(chain, session == null ? "this host" : session.getPeerHost(), refused), refused);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        try {
            judge.checkServerTrusted(chain, type, engine);
        } catch (CertificateException refused) {
            throw new CertificateException(reason(chain, engine.getPeerHost(), refused), refused);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        judge.checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        judge.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        judge.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        judge.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return judge.getAcceptedIssuers();
    }

    private static String reason(X509Certificate[] chain, String host, CertificateException refused) {
        X509Certificate server = chain[0];
        List<Throwable> causes = Stream.iterate((Throwable) refused, each -> each != null, Throwable::getCause)
                .toList();
        if (causes.stream().anyMatch(CertificateExpiredException.class::isInstance)) {
            return "the certificate of " + host + " expired on "
                    + firstEnd(chain).toInstant() + ": whoever runs the server has to renew it";
        }
        if (causes.stream().anyMatch(CertificateNotYetValidException.class::isInstance)) {
            return "the certificate of " + host + " is valid from "
                    + server.getNotBefore().toInstant() + " only: check the clock of this machine";
        }
        // The JDK's own sentences on names: "No subject alternative DNS name matching …", "No name matching …".
        if (causes.stream().anyMatch(each -> String.valueOf(each.getMessage()).matches("No (subject|name) .*"))) {
            return "the certificate is not for " + host + " but for " + names(server)
                    + ": check the name in the configured address";
        }
        if (server.getSubjectX500Principal().equals(server.getIssuerX500Principal())) {
            return "the certificate of " + host + " is self-signed (" + server.getSubjectX500Principal()
                    + "): if it is the right one, name a file with it in " + Key.TLS_TRUST_STORE.text();
        }
        return causes.stream().anyMatch(each -> each.getClass().getSimpleName().equals("SunCertPathBuilderException"))
                ? "the certificate of " + host + " is from an unknown authority ("
                        + chain[chain.length - 1].getIssuerX500Principal()
                        + "): name a file with the authority's certificate in " + Key.TLS_TRUST_STORE.text()
                : "the certificate of " + host + " is not accepted: " + refused.getMessage();
    }

    private static java.util.Date firstEnd(X509Certificate... chain) {
        return Stream.of(chain)
                .map(X509Certificate::getNotAfter)
                .min(java.util.Date::compareTo)
                .orElseThrow();
    }

    private static String names(X509Certificate server) {
        try {
            Collection<List<?>> names = server.getSubjectAlternativeNames();
            return names == null
                    ? server.getSubjectX500Principal().getName()
                    : names.stream().map(name -> String.valueOf(name.get(1))).collect(Collectors.joining(", "));
        } catch (CertificateParsingException unreadable) {
            return server.getSubjectX500Principal().getName();
        }
    }
}
