namespace ExhibitionCrm.Tests.Stacks;

// A scan takes minutes, of waiting nearly all: it goes on while updates are tried, which never touch nginx.
public sealed partial class UpdateTests
{
    private static readonly Dictionary<string, string> Accepted = new()
    {
        ["BREACH"] = "pages are compressed, as is wanted; the only secret in them, the form's token, is encrypted anew in every answer",
        ["cert_revocation"] = "Pebble names neither a list of revoked certificates nor an OCSP responder",
    };

    [EngineFact(Tools.Testssl)]
    public async Task Tls_AsTestsslSeesIt_HasNoWeaknessAboveLow()
    {
        var findings = await site.TlsFindings;
        Assert.All(
            new[] { ("SSLv3", "not offered"), ("TLS1", "not offered"), ("TLS1_1", "not offered"), ("TLS1_2", "offered"), ("TLS1_3", "offered with final") },
            expected => Assert.Equal(expected.Item2, findings.Single(f => f.Id == expected.Item1).Finding));
        // A check that could not be done says WARN, which these may not.
        Assert.All(
            ["heartbleed", "CCS", "ROBOT", "secure_renego", "CRIME_TLS", "SWEET32", "FREAK", "DROWN", "LOGJAM", "BEAST", "LUCKY13", "RC4", "cert_chain_of_trust"],
            id => Assert.Equal("OK", findings.Single(f => f.Id == id).Severity));
        var weaknesses = findings.Where(f => f.Severity is "MEDIUM" or "HIGH" or "CRITICAL" or "FATAL" && !Accepted.ContainsKey(f.Id)).ToList();
        Assert.Empty(weaknesses);
    }
}
