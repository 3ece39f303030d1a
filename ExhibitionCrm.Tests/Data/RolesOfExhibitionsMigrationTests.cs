using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExhibitionCrm.Tests.Data;

/// <summary>Whoever was Staff or Viewer is that at every exhibition there is; whoever gives one role, gives it at the first.</summary>
public sealed class RolesOfExhibitionsMigrationTests
{
    private const string Before = "20261127150000_GivenIds";
    private const string Now = "20261127170000_RolesOfExhibitions";
    private const string Single = "select u.user_name || ' ' || r.name from user_roles m join users u on u.id = m.user_id join roles r on r.id = m.role_id order by 1";
    private const string AtEach = "select u.user_name || ' ' || e.slug || ' ' || role from exhibition_roles join users u on u.id = user_id join exhibitions e on e.id = exhibition_id order by 1";

    private const string Shape = """
        select relname::text from pg_class where relnamespace = 'public'::regnamespace
        union all select proname::text from pg_proc where pronamespace = 'public'::regnamespace
        union all select tgname::text from pg_trigger where not tgisinternal
        order by 1
        """;

    private static string Exhibition(string slug) =>
        $"insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version) values ('{slug}', '', 'UTC', 'EUR', 500, now(), 0);";

    private static string Person(string name, string role) => $"""
        insert into users (id, user_name, email, security_stamp, created_at, access_failed_count, email_confirmed, lockout_enabled, phone_number_confirmed, two_factor_enabled)
        values (gen_random_uuid(), '{name}', '{name}@b.example', 'stamp', now(), 0, false, true, false, false);
        {Give(name, role)}
        """;

    // As Identity does.
    private static string Give(string name, string role) => $"""
        delete from user_roles where user_id = (select id from users where user_name = '{name}');
        insert into user_roles (user_id, role_id) select u.id, r.id from users u, roles r where u.user_name = '{name}' and r.name = '{role}';
        """;

    [Fact]
    public async Task UpAndDown_GiveTheRolesOfBeforeAtEveryExhibition_AndLeaveNothingBehind()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before);
        await database.ExecuteAsync(Exhibition("expo") + Exhibition("fair") + Person("anna", "Administrator") + Person("stan", "Staff") + Person("vera", "Viewer"));
        var (single, shape) = (await database.ListAsync(Single), await database.ListAsync(Shape));

        await migrator.MigrateAsync(Now);
        Assert.Equal(single, await database.ListAsync(Single));
        Assert.Equal(["stan expo Staff", "stan fair Staff", "vera expo Viewer", "vera fair Viewer"], await database.ListAsync(AtEach));

        await migrator.MigrateAsync(Before);
        Assert.Equal(single, await database.ListAsync(Single));
        Assert.Equal(shape, await database.ListAsync(Shape));
        await migrator.MigrateAsync(Now);
        Assert.Equal(4, (await database.ListAsync(AtEach)).Count);
    }

    [Fact]
    public async Task AfterIt_TheVersionBeforeGoesOn()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before);
        await database.ExecuteAsync(Exhibition("expo") + Person("anna", "Administrator") + Person("stan", "Staff") + Person("vera", "Viewer"));
        await migrator.MigrateAsync(Now);
        await database.ExecuteAsync(Exhibition("fair"));

        await database.ExecuteAsync(Person("nora", "Staff") + Give("vera", "Staff") + Give("stan", "Administrator") + Give("anna", "Viewer"));
        Assert.Equal(["anna expo Viewer", "nora expo Staff", "vera expo Staff"], await database.ListAsync(AtEach));

        await database.ExecuteAsync("delete from users where user_name = 'nora'; delete from exhibitions where slug = 'fair'");
        Assert.Equal(["anna expo Viewer", "vera expo Staff"], await database.ListAsync(AtEach));
    }

    [Fact]
    public async Task WithoutAnyExhibition_PeopleAreMadeAllTheSame()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        await db.GetService<IMigrator>().MigrateAsync(Now);

        await database.ExecuteAsync(Person("stan", "Staff"));

        Assert.Equal(["stan Staff"], await database.ListAsync(Single));
        Assert.Empty(await database.ListAsync(AtEach));
    }
}
