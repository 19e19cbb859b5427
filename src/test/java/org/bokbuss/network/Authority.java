package org.bokbuss.network;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HeldCertificate;

/** A certification authority of a test's own, which no list has. */
public final class Authority {
    private final HeldCertificate root;

    public Authority(String name) {
        root = new HeldCertificate.Builder()
                .certificateAuthority(0)
                .commonName(name)
                .build();
    }

    public HeldCertificate root() {
        return root;
    }

    public HeldCertificate certify(String... hosts) {
        return of(hosts).signedBy(root).build();
    }

    /** One that has expired an hour ago. */
    public HeldCertificate expired(String... hosts) {
        long now = System.currentTimeMillis();
        return of(hosts)
                .signedBy(root)
                .validityInterval(now - TimeUnit.DAYS.toMillis(2), now - TimeUnit.HOURS.toMillis(1))
                .build();
    }

    /** One that nobody vouches for. */
    public static HeldCertificate selfSigned(String... hosts) {
        return of(hosts).build();
    }

    private static HeldCertificate.Builder of(String... hosts) {
        HeldCertificate.Builder builder =
                new HeldCertificate.Builder().rsa2048().commonName(hosts[0]);
        for (String host : hosts) {
            builder.addSubjectAlternativeName(host);
        }
        return builder;
    }

    /** Its certificate, in a file as administrators have it. */
    public Path pem(Path folder) {
        return pem(folder.resolve("authority.pem"), root);
    }

    static Path pem(Path file, HeldCertificate certificate) {
        return write(file, "# which one it is\n" + certificate.certificatePem());
    }

    /** Certificate and key. */
    public static Path identityPem(Path file, HeldCertificate certificate) {
        return write(file, certificate.privateKeyPkcs8Pem() + certificate.certificatePem());
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** PKCS #12 as keytool makes it: the authority to trust. */
    Path trustStore(Path folder, String password) {
        return store(
                folder.resolve("authority.p12"),
                password,
                store -> store.setCertificateEntry("authority", root.certificate()));
    }

    /** PKCS #12: a key with its certificate. */
    public static Path keyStore(Path file, HeldCertificate certificate, String password) {
        return store(
                file,
                password,
                store -> store.setKeyEntry(
                        "me", certificate.keyPair().getPrivate(), password.toCharArray(), new Certificate[] {
                            certificate.certificate()
                        }));
    }

    private interface Filling {
        void fill(KeyStore store) throws GeneralSecurityException;
    }

    private static Path store(Path file, String password, Filling filling) {
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            filling.fill(store);
            store.store(out, password.toCharArray());
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
