using ExhibitionCrm.Web.Configuration;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Internal;
using Microsoft.Extensions.Options;

namespace ExhibitionCrm.Web.Data;

internal static class DataExtensions
{
    /// <summary>Names the connection string that ties AppHost, Web and tests.</summary>
    public const string ConnectionName = "exhibitiondb";

    private static readonly IInterceptor[] Interceptors = [new PreparedStatements(), new DatabasePatience(), new UnconfirmedCommits()];

    public static void AddCrmDatabase(this WebApplicationBuilder builder, SettingsReader settings)
    {
        var options = DatabaseOptions.Read(settings);
        var servers = new DatabaseServers(options);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(_ => servers);
        builder.Services.AddSingleton(DatabaseRoles.Read(settings));
        builder.Configuration[$"ConnectionStrings:{ConnectionName}"] = options.ConnectionString;
        builder.AddNpgsqlDbContext<CrmDbContext>(
            ConnectionName,

            // Its own would try again and again, and write nothing.
            configureSettings: npgsql => npgsql.DisableHealthChecks = true,
            configureDbContextOptions: o => o.UseCrmConventions().AddInterceptors(servers)
                .UseNpgsql(servers.Source, npgsql => npgsql.ExecutionStrategy(dependencies => new CrmRetries(dependencies))));
        // One of the pool, told which exhibition it is about. The lease is what Entity Framework registers for that, the
        // public factory would leave the integration out.
#pragma warning disable EF1001
        builder.Services.AddScoped(services =>
        {
            var db = services.GetRequiredService<IScopedDbContextLease<CrmDbContext>>().Context;
            db.Exhibition = services.GetRequiredService<CurrentExhibition>();
            return db;
        });
#pragma warning restore EF1001
        builder.Services.AddScoped<SearchIndexes>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database").AddCheck<MigrationsHealthCheck>("migrations");

        // In the database, so that a cookie made by one web process is read by the others.
        // One pass over a cookie where the default, CBC with a MAC, takes two; every request opens some.
        builder.Services.AddDataProtection().SetApplicationName("ExhibitionCrm").PersistKeysToDbContext<CrmDbContext>()
            .UseCryptographicAlgorithms(new AuthenticatedEncryptorConfiguration { EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM });
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(services =>
            new ConfigureOptions<KeyManagementOptions>(o => o.XmlEncryptor = new SecretKeyXmlEncryptor(services.GetRequiredService<CrmOptions>())));
    }

    public static TBuilder UseCrmConventions<TBuilder>(this TBuilder options)
        where TBuilder : DbContextOptionsBuilder
    {
        options.UseSnakeCaseNamingConvention();
        options.AddInterceptors(Interceptors);
        return options;
    }
}
