using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>What testssl.sh says of a production stack's port 443. It asks nobody else, and tries no list of clients.</summary>
internal static class TlsScan
{
    private static readonly string[] Sections = ["--protocols", "--std", "--pfs", "--server-preference", "--server-defaults", "--headers", "--vulnerable"];

    public static async Task<IReadOnlyList<TlsFinding>> RunAsync(ComposeStack stack)
    {
        var folder = Directory.CreateTempSubdirectory("exhibition-crm-tls-");
        try
        {
            var (root, json) = (Path.Combine(folder.FullName, "root.pem"), Path.Combine(folder.FullName, "findings.json"));
            await File.WriteAllTextAsync(root, stack.TrustedRoot!.ExportCertificatePem());

            // Its exit code counts findings, which are judged one by one here; only a scan that ends says how long it took.
            await Tools.TryAsync("timeout",
            [
                "900", Tools.Find(Tools.Testssl)!, "--quiet", "--color", "0", "--warnings", "off", "--nodns", "none", "--ip", "127.0.0.1",
                "--connect-timeout", "10", "--openssl-timeout", "10", "--add-ca", root, "--jsonfile", json, .. Sections,
                $"https://{ComposeStack.Domain}:{stack.Ports["nginx", 443]}/account/sign-in",
            ]);
            var findings = JsonSerializer.Deserialize<List<TlsFinding>>(await File.ReadAllTextAsync(json))!;
            Assert.Contains(findings, finding => finding.Id == "scanTime");
            return findings;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <param name="Severity">OK, INFO, LOW, MEDIUM, HIGH or CRITICAL; WARN and FATAL where it could not look.</param>
internal sealed record TlsFinding(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("severity")] string Severity,
    [property: JsonPropertyName("finding")] string Finding);
