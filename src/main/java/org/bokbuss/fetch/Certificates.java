package org.bokbuss.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bokbuss.config.Key;
import org.bokbuss.config.UserError;

/** A file of certificates, with a private key or without: PEM or PKCS #12, which its content tells. */
final class Certificates {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN ([A-Z ]{0,20})PRIVATE KEY-----([^-]+)-----END [A-Z ]{0,20}PRIVATE KEY-----");

    private final Key key;
    private final Path file;
    private final char[] password;

    /** @param key the setting that names the file */
    Certificates(Key key, String file, String password) {
        this.key = key;
        this.file = path(key, file);
        this.password = password.toCharArray();
    }

    private static Path path(Key key, String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException notOne) {
            throw new UserError(key.text() + "=" + file + " is not the name of a file");
        }
    }

    /** Whom they certify, to be trusted. */
    Collection<Certificate> trusted() {
        Collection<Certificate> certificates = read(content -> isPem(content) ? certificates(content) : all(content));
        if (certificates.isEmpty()) {
            throw new UserError(named() + " holds no certificate to trust: give the authority's certificate as PEM"
                    + " (-----BEGIN CERTIFICATE-----), or import it into a PKCS #12 file by keytool -importcert");
        }
        return certificates;
    }

    /** A private key with its chain, to show who we are. */
    Identity identity() {
        return read(content -> {
            KeyStore store = isPem(content) ? pem(content) : pkcs12(content);
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    return Identity.of(store, new String(password));
                }
            }
            throw new UserError(named() + " holds no private key with its certificate: give both in one file");
        });
    }

    private interface Reading<T> {
        T of(byte[] content) throws GeneralSecurityException, IOException;
    }

    private <T> T read(Reading<T> reading) {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException missing) {
            throw new UserError(named() + " cannot be read: check that the file is there and may be read", missing);
        }
        try {
            return reading.of(content);
        } catch (GeneralSecurityException | IOException | IllegalArgumentException broken) {
            throw new UserError(
                    named() + " cannot be used as PEM or PKCS #12 (" + broken.getMessage() + "): check the file and "
                            + key.text() + "-password",
                    broken);
        }
    }

    private String named() {
        return key.text() + ": " + file;
    }

    private static boolean isPem(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
    }

    private KeyStore pkcs12(byte[] content) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(content), password);
        return store;
    }

    private Collection<Certificate> all(byte[] content) throws GeneralSecurityException, IOException {
        KeyStore store = pkcs12(content);
        return Collections.list(store.aliases()).stream()
                .flatMap(alias -> certificate(store, alias).stream())
                .toList();
    }

    private static List<Certificate> certificate(KeyStore store, String alias) {
        try {
            return store.isCertificateEntry(alias) ? List.of(store.getCertificate(alias)) : List.of();
        } catch (GeneralSecurityException notLoaded) {
            throw new IllegalStateException(notLoaded);
        }
    }

    @SuppressWarnings("unchecked")
    private static Collection<Certificate> certificates(byte[] content) throws GeneralSecurityException {
        // Keys and remarks between certificates would stop the parser.
        StringBuilder only = new StringBuilder();
        Matcher block = Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----")
                .matcher(new String(content, StandardCharsets.ISO_8859_1));
        while (block.find()) {
            only.append(block.group()).append('\n');
        }
        return (Collection<Certificate>) CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(only.toString().getBytes(StandardCharsets.ISO_8859_1)));
    }

    private KeyStore pem(byte[] content) throws GeneralSecurityException, IOException {
        Certificate[] chain = certificates(content).toArray(new Certificate[0]);
        Matcher found = PRIVATE_KEY.matcher(new String(content, StandardCharsets.ISO_8859_1));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (chain.length > 0 && found.find()) {
            byte[] coded = Base64.getMimeDecoder().decode(found.group(2));
            PKCS8EncodedKeySpec spec =
                    switch (found.group(1).strip()) {
                        case "" -> new PKCS8EncodedKeySpec(coded);
                        case "ENCRYPTED" -> decrypted(coded);
                        default ->
                            throw new UserError(named() + " holds a key in an old form (BEGIN " + found.group(1)
                                    + "PRIVATE KEY): convert it by openssl pkcs8 -topk8");
                    };
            store.setKeyEntry("client", privateKey(spec, chain[0].getPublicKey().getAlgorithm()), password, chain);
        }
        return store;
    }

    private static PrivateKey privateKey(PKCS8EncodedKeySpec spec, String algorithm) throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(spec);
        } catch (InvalidKeySpecException other) {
            throw new InvalidKeySpecException("the key is not that of the first certificate, " + algorithm, other);
        }
    }

    private PKCS8EncodedKeySpec decrypted(byte[] coded) throws GeneralSecurityException, IOException {
        EncryptedPrivateKeyInfo locked = new EncryptedPrivateKeyInfo(coded);
        // PBES2 has its true name in its parameters.
        String algorithm = locked.getAlgParameters().toString();
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password)),
                locked.getAlgParameters());
        return locked.getKeySpec(cipher);
    }
}
