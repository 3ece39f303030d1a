using System.Security.Cryptography;
using System.Text;
using ExhibitionCrm.Web.Configuration;
using Npgsql;

namespace ExhibitionCrm.Web.Data;

/// <summary>
/// The roles that <c>migrate</c>, the database's owner, gives to the site (DB_WEB_USER) and to backups (DB_BACKUP_USER).
/// Where they are not set, everybody is the owner, as in development.
/// </summary>
internal sealed record DatabaseRoles(DatabaseRole? Web, DatabaseRole? Backup)
{
    /// <summary>
    /// What the site does and no more: what happened is only added to, so whoever takes the site over cannot unsay it.
    /// A test names the tables that are missing here. Where rows go with others, the database deletes them as the owner.
    /// </summary>
    private const string RightsOfWeb = """
        revoke all on all tables in schema public from {0};
        grant usage on schema public to {0};
        grant select on "__EFMigrationsHistory", customer_merges, exhibition_slugs, roles, role_claims, user_claims, user_logins to {0};
        grant select, insert on audit_entries, data_protection_keys, given_ids to {0};
        grant select, insert, delete on distinct_customers to {0};
        grant select, insert, update on bills, outbox_messages, users to {0};
        grant usage on sequence bill_numbers to {0};
        grant execute on function erase_merge_details, make_search_indexes, merge_customers, unmerge_customers to {0};
        grant select, insert, update, delete on customers, duplicate_pairs, exhibition_logos, exhibition_roles, exhibitions, kept_texts, mail_batches, mail_attempts, sign_in_counts, staff_sessions, user_roles, user_tokens to {0};
        """;

    // A backup is proved by restoring it into a database of the role's own.
    private const string RightsOfBackup = """
        grant pg_read_all_data to {0};
        alter role {0} createdb;
        """;

    // PostgreSQL gives these to everybody.
    private const string RightsOfNobody = """
        revoke create on schema public from public;
        do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$;
        """;

    // The settings are parameters, so that neither name nor password stands in a statement that somebody logs.
    private const string Make = """
        do $$
        declare
          name text := current_setting('crm.role');
        begin
          if exists (select from pg_roles where rolname = name and (rolsuper or rolname = current_user)) then
            raise exception 'The role % is the owner or a superuser; the site and its backups need roles of their own.', name;
          end if;
          if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I', name);
          end if;
          execute format('alter role %I login password %L', name, current_setting('crm.verifier'));
        end $$;
        """;

    public static DatabaseRoles Read(SettingsReader settings) => new(ReadRole(settings, "DB_WEB"), ReadRole(settings, "DB_BACKUP"));

    /// <summary>Makes them, or brings them and their passwords up to date. In a database that is migrated.</summary>
    /// <param name="owner">In a transaction that holds the lock: two who change one role at once get into each other's way.</param>
    public async Task ApplyAsync(NpgsqlConnection owner, CancellationToken cancellationToken)
    {
        if (this is { Web: null, Backup: null })
        {
            return;
        }

        await ExecuteAsync(owner, RightsOfNobody, cancellationToken);
        await ApplyAsync(owner, Web, RightsOfWeb, cancellationToken);
        await ApplyAsync(owner, Backup, RightsOfBackup, cancellationToken);
    }

    private static DatabaseRole? ReadRole(SettingsReader settings, string prefix)
    {
        if (settings.Text($"{prefix}_USER") is not { } name)
        {
            return null;
        }

        var password = settings.Secret($"{prefix}_PASSWORD");
        if (password is null)
        {
            settings.Fault($"{prefix}_PASSWORD", $"is missing: set it to the password that {prefix}_USER is to have");
        }

        return new DatabaseRole(name, password ?? "");
    }

    private static async Task ApplyAsync(NpgsqlConnection owner, DatabaseRole? role, string rights, CancellationToken cancellationToken)
    {
        if (role is null)
        {
            return;
        }

        using var quoting = new NpgsqlCommandBuilder();
        await ExecuteAsync(owner, "select set_config('crm.role', $1, true), set_config('crm.verifier', $2, true)", cancellationToken, role.Name, role.Verifier());
        await ExecuteAsync(owner, Make, cancellationToken);
        await ExecuteAsync(owner, rights.Replace("{0}", quoting.QuoteIdentifier(role.Name), StringComparison.Ordinal), cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection owner, string sql, CancellationToken cancellationToken, params string[] values)
    {
        await using var command = new NpgsqlCommand(sql, owner);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Holds a password: never log it.</summary>
internal sealed record DatabaseRole(string Name, string Password)
{
    private const int Iterations = 4096;

    public override string ToString() => Name;

    /// <summary>What the server keeps of the password (RFC 5803). The password itself stays with whom it belongs to.</summary>
    public string Verifier()
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Password.Normalize(NormalizationForm.FormKC), salt, Iterations, HashAlgorithmName.SHA256, 32);
        var client = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(client)}:{Convert.ToBase64String(server)}";
    }
}
