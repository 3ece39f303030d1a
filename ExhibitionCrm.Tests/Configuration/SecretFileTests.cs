using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Staff;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace ExhibitionCrm.Tests.Configuration;

/// <summary>Secrets in files, as container engines mount them.</summary>
public sealed class SecretFileTests : IDisposable
{
    private const string Key = "f2Rk8vQxLw0ZsT5nYcB7mHjD3uGpEaI9oKtVbN";
    private readonly string _folder = Directory.CreateTempSubdirectory("exhibition-crm-secrets-").FullName;

    public static TheoryData<string> Names => ["SECRET_KEY", "SECRET_KEY_FALLBACKS", "DATABASE_URL", "DB_PASSWORD", "EMAIL_HOST_PASSWORD", "SUPERUSER_PASSWORD"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Read_Files_AreWhatTheirVariablesWouldBe(string end)
    {
        var reader = Reader(
            ("SECRET_KEY", null), ("SECRET_KEY_FILE", Write($"{Key}{end}")), ("DB_PASSWORD", null), ("DB_PASSWORD_FILE", Write($" pass word {end}")),
            ("EMAIL_HOST_PASSWORD_FILE", Write($"mail{end}")), ("SUPERUSER_PASSWORD_FILE", Write($"first{end}")),
            ("SECRET_KEY_FALLBACKS_FILE", Write($"one\ntwo{end}")));
        var read = TestSettings.Read(reader);
        Assert.Equal(Key, read.Site.SecretKey);
        Assert.Equal(["one", "two"], read.Site.SecretKeyFallbacks);
        Assert.Equal(" pass word ", new NpgsqlConnectionStringBuilder(read.Database.ConnectionString).Password);
        Assert.Equal("mail", read.Mail.Password);
        Assert.Equal("first", FirstAdministratorOptions.Read(reader).Password);
    }

    [Fact]
    public void Read_AFileWithTheDatabasesUrl_IsFollowed()
    {
        var read = TestSettings.Read(Reader(("DATABASE_URL_FILE", Write("postgres://crm:secret@elsewhere/fair\n"))));
        Assert.Equal("elsewhere", new NpgsqlConnectionStringBuilder(read.Database.ConnectionString).Host);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_AFileAndItsVariable_AreOneTooMany(string name) =>
        Assert.StartsWith($"{name}_FILE can't be combined with {name}", OnlyFault((name, Key), ($"{name}_FILE", Write("hunter2"))), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_AnEmptyFile_IsAFault(string name)
    {
        Assert.StartsWith($"{name}_FILE names a file that is empty", OnlyFault((name, null), ($"{name}_FILE", Write(""))), StringComparison.Ordinal);
        Assert.StartsWith($"{name}_FILE names a file that is empty", OnlyFault((name, null), ($"{name}_FILE", Write(" \n"))), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_AFileThatCannotBeRead_IsAFault(string name)
    {
        Assert.StartsWith($"{name}_FILE must be", OnlyFault((name, null), ($"{name}_FILE", Path.Combine(_folder, "nowhere"))), StringComparison.Ordinal);
        Assert.StartsWith($"{name}_FILE must be", OnlyFault((name, null), ($"{name}_FILE", _folder)), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AWrongSecretInAFile_IsNotRepeated() =>
        Assert.DoesNotContain("hunter2", OnlyFault(("SECRET_KEY", null), ("SECRET_KEY_FILE", Write("hunter2"))), StringComparison.Ordinal);

    private string Write(string text)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        File.WriteAllText(path, text);
        return path;
    }

    private static string OnlyFault(params (string Name, string? Value)[] changes)
    {
        var reader = Reader(changes);
        _ = FirstAdministratorOptions.Read(reader);
        return Assert.Single(Assert.Throws<InvalidSettingsException>(() => TestSettings.Read(reader)).Faults);
    }

    private static SettingsReader Reader(params (string Name, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(TestOptions.Complete);
        foreach (var (name, value) in changes)
        {
            settings[name] = value;
        }

        return new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }
}
