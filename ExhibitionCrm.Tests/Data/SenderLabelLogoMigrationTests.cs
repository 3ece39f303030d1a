using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExhibitionCrm.Tests.Data;

/// <summary>Exhibitions of before keep the installation's sender and the usual label, and have no logo.</summary>
public sealed class SenderLabelLogoMigrationTests
{
    private const string Before = "20261127170000_RolesOfExhibitions";
    private const string Now = "20261128190000_SenderLabelLogo";
    private const string Rows = "select to_jsonb(e)::text from exhibitions e order by id";

    private const string RowsOfBefore =
        "select (to_jsonb(e) - 'sender_name' - 'sender_address' - 'label_width' - 'label_height')::text from exhibitions e order by id";

    private const string New = "select concat_ws('|', slug, coalesce(sender_name, '-'), coalesce(sender_address, '-'), label_width, label_height) from exhibitions order by id";

    private const string Shape = """
        select relname::text from pg_class where relnamespace = 'public'::regnamespace
        union all select conname::text from pg_constraint where connamespace = 'public'::regnamespace
        union all select proname::text from pg_proc where pronamespace = 'public'::regnamespace
        union all select tgname::text from pg_trigger where not tgisinternal
        order by 1
        """;

    private static string Exhibition(string slug, string state = "open") =>
        $"insert into exhibitions (slug, venue, time_zone, currency, implausible_from, state, created_at, version) values ('{slug}', 'Hall 3', 'UTC', 'EUR', 500, '{state}', now(), 0);";

    private static string Logo(string slug) => $"""
        insert into exhibition_logos (exhibition_id, content_type, content, width, height, version, uploaded_at, uploaded_by)
        select id, 'image/png', '\x00', 64, 32, '0123456789abcdef', now(), 'edith' from exhibitions where slug = '{slug}';
        """;

    [Fact]
    public async Task UpAndDown_KeepEveryExhibition_AndLeaveNothingBehind()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before);
        await database.ExecuteAsync(Exhibition("expo") + Exhibition("fair", "archived"));
        var (rows, shape) = (await database.ListAsync(Rows), await database.ListAsync(Shape));

        await migrator.MigrateAsync(Now);
        Assert.Equal(rows, await database.ListAsync(RowsOfBefore));
        Assert.Equal(["expo|-|-|89|36", "fair|-|-|89|36"], await database.ListAsync(New));
        await database.ExecuteAsync("update exhibitions set sender_address = 'a@example.org', label_width = 100 where slug = 'expo';" + Logo("expo"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.ExecuteAsync(Logo("fair")));

        await migrator.MigrateAsync(Before);
        Assert.Equal(rows, await database.ListAsync(Rows));
        Assert.Equal(shape, await database.ListAsync(Shape));
        await migrator.MigrateAsync(Now);
        Assert.Equal(["expo|-|-|89|36", "fair|-|-|89|36"], await database.ListAsync(New));
    }

    [Fact]
    public async Task AfterIt_TheVersionBeforeGoesOn()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        await db.GetService<IMigrator>().MigrateAsync(Now);

        await database.ExecuteAsync(Exhibition("expo") + Exhibition("fair") + Logo("fair"));
        await database.ExecuteAsync("update exhibitions set name = 'Expo', version = version + 1 where slug = 'expo'; delete from exhibitions where slug = 'fair'");

        Assert.Equal(["expo|-|-|89|36"], await database.ListAsync(New));
        Assert.Empty(await database.ListAsync("select version::text from exhibition_logos"));
    }

    [Fact]
    public async Task Up_AgainAfterItBrokeOff_DoesWhatIsLeft()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Now);
        await database.ExecuteAsync($"""
            delete from "__EFMigrationsHistory" where migration_id = '{Now}';
            alter table exhibitions drop constraint ck_exhibitions_label_width; drop trigger exhibition_logos_of_archived on exhibition_logos;
            """);
        var shape = await database.ListAsync(Shape);
        await migrator.MigrateAsync(Now);
        Assert.Equal(["ck_exhibitions_label_width", "exhibition_logos_of_archived"], (await database.ListAsync(Shape)).Except(shape));
    }
}
