using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Serverless.Ops.TestSupport.MariaDb;

/// <summary>A certificate authority for one test. Writes PEM files into a temporary folder. Disposing deletes the folder.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ops-ca-").FullName;
    private readonly X509Certificate2 certificate;
    private readonly DateTimeOffset from = TimeProvider.System.GetUtcNow().AddDays(-1);
    private readonly DateTimeOffset to = TimeProvider.System.GetUtcNow().AddDays(30);

    public TestAuthority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        certificate = request.CreateSelfSigned(from, to);
        File = Path.Combine(folder, "authority.pem");
        System.IO.File.WriteAllText(File, certificate.ExportCertificatePem());
    }

    /// <summary>Path of the PEM file with the authority's certificate.</summary>
    public string File { get; }

    /// <summary>Signs a certificate for a host name or an address, and returns the options that mariadbd needs to use it.</summary>
    public string[] ServerSettings(string host)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 signed = request.Create(certificate, from.AddHours(1), to.AddHours(-1), Guid.NewGuid().ToByteArray());
        string certificateFile = Path.Combine(folder, $"{host}.pem");
        string keyFile = Path.Combine(folder, $"{host}.key");
        System.IO.File.WriteAllText(certificateFile, signed.ExportCertificatePem());
        System.IO.File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return [$"ssl-cert={certificateFile}", $"ssl-key={keyFile}", $"ssl-ca={File}"];
    }

    public void Dispose()
    {
        certificate.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
