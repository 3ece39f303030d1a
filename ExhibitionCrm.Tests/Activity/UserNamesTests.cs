using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Activity;

/// <summary>Filters by person offer whom they can find something of, or who works here.</summary>
public sealed class UserNamesTests : IAsyncLifetime
{
    private CrmSite _site = null!;

    public async Task InitializeAsync() => _site = await CrmSite.StartAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("/bills")]
    [InlineData("/activity")]
    public async Task Filter_OffersWhoHasARoleHereOrDidSomethingHere_AndNobodyElse(string page)
    {
        var there = await _site.Data.AnotherExhibitionAsync();
        await _site.Data.UserAsync(Roles.Staff, "works.here");
        await _site.Data.UserAsync(Roles.Administrator, "administers");
        foreach (var name in new[] { "works.there", "did.something.here", "did.something.there", "did.nothing" })
        {
            await _site.Data.UserAsync(Roles.Staff, name);
            await _site.Database.ExecuteAsync($"delete from exhibition_roles r using users u where u.id = r.user_id and u.user_name = '{name}'");
        }

        await _site.Database.ExecuteAsync($"insert into exhibition_roles (user_id, exhibition_id, role) select id, {there}, 'Staff' from users where user_name = 'works.there'");
        foreach (var (exhibition, name) in new[] { (1, "did.something.here"), (there, "did.something.there"), (1, "not.an.account") })
        {
            await using var db = _site.Database.Open(exhibition);
            db.Add(AuditEntry.Of(new Actor(name), new MailRequeued("AAAAAAA1"), DateTimeOffset.UtcNow));
            await db.SaveChangesAsync();
        }

        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var offered = (await administrator.GetPageAsync(page)).TextsOf("select[name=by] option");
        Assert.All(["administers", "works.here", "did.something.here"], name => Assert.Contains(name, offered));
        Assert.All(["works.there", "did.something.there", "did.nothing", "not.an.account"], name => Assert.DoesNotContain(name, offered));

        // Where the other exhibition is, they are the others.
        var slug = (await _site.Database.ListAsync($"select slug::text from exhibitions where id = {there}"))[0];
        offered = (await administrator.GetPageAsync($"/e/{slug}{page}")).TextsOf("select[name=by] option");
        Assert.All(["administers", "works.there", "did.something.there"], name => Assert.Contains(name, offered));
        Assert.All(["works.here", "did.something.here", "did.nothing"], name => Assert.DoesNotContain(name, offered));

        // Whom an address chose stands there all the same.
        Assert.Equal("did.nothing", (await administrator.GetPageAsync($"{page}?by=did.nothing")).ValueOf("by"));
    }
}
