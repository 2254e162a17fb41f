using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MgrPlatform.PluginSdk;

namespace MgrPlatform.Plugins.Rest.Server;

/// <summary>The certificate that the server shows: the operator's own, or one that was generated and is kept in the store.</summary>
internal static class ServerCertificate
{
    private const string CertificateKey = "crt";
    private const string PrivateKeyKey = "key"; // A secret: never logged, never answered.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>Reads the operator's certificate and key; throws a sentence when that fails.</summary>
    public static X509Certificate2 FromFiles(string certificatePath, string keyPath)
    {
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            return Usable(pem);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UnusableSettingsException(
                $"options crt_file and key_file: {certificatePath} and {keyPath} cannot be used ({error.Message}); give two PEM files that this user can read");
        }
    }

    /// <summary>The certificate of the store; generated when there is none, or when it is about to expire.</summary>
    public static async Task<X509Certificate2> FromStoreAsync(ModuleStore store, string hostname, TimeProvider time, CancellationToken cancellationToken)
    {
        if (store.Get(CertificateKey) is { } certificatePem && store.Get(PrivateKeyKey) is { } keyPem)
        {
            using var stored = X509Certificate2.CreateFromPem(certificatePem, keyPem);
            if (stored.NotAfter.ToUniversalTime() - RenewBefore > time.GetUtcNow().UtcDateTime)
            {
                return Usable(stored);
            }
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var created = Create(key, hostname, time.GetUtcNow());
        await store.SetAsync(PrivateKeyKey, key.ExportPkcs8PrivateKeyPem(), cancellationToken);
        await store.SetAsync(CertificateKey, created.ExportCertificatePem(), cancellationToken);
        return Usable(created);
    }

    private static X509Certificate2 Create(ECDsa key, string hostname, DateTimeOffset now)
    {
        var request = new CertificateRequest($"CN={hostname},O=MgrPlatform", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        if (hostname != "localhost")
        {
            names.AddDnsName(hostname);
        }

        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        return request.CreateSelfSigned(now.AddDays(-1), now + Lifetime);
    }

    /// <summary>With its key inside, as TLS wants it.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
