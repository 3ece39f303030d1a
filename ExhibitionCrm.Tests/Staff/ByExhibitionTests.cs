using System.Net;
using System.Security.Claims;
using AngleSharp.Html.Dom;
using ExhibitionCrm.Tests.Security;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ExhibitionCrm.Tests.Staff;

/// <summary>People with a role at each of several exhibitions. The first one is what requests are about.</summary>
public sealed class ByExhibitionTests(ByExhibitionTests.Site site) : IClassFixture<ByExhibitionTests.Site>
{
    private const int Here = 1;
    private const int There = 2;
    private const int Archived = 3;

    [Fact]
    public async Task EveryRoute_ForWhoHasNoRoleHere_IsNotFoundButTheirOwnAccount()
    {
        using var client = await site.SignInAsync(await PersonAsync((There, Roles.Staff)));
        // The address that monitors ask leads on, and is nobody's, as is what labels look like.
        foreach (var route in AuthorizationTests.RoutesThatNeedAnAccount.Except(["/admin", "/labels/{width:int}x{height:int}.css"]))
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete })
            {
                using var answer = await AuthorizationTests.SendAsync(client, site.Values, method, route);
                Assert.True(
                    (answer.StatusCode == HttpStatusCode.NotFound) != IsOfTheInstallation(route) && (int)answer.StatusCode < 500,
                    $"{method} {route} answered {answer.StatusCode}");
            }
        }

        var nothing = await client.GetPageAsync("/");
        Assert.Equal("Page not found", nothing.TextOf("h1"));
        Assert.DoesNotContain("Register", nothing.Text, StringComparison.Ordinal);
        var profile = await client.GetPageAsync("/account/profile");
        Assert.Contains("Staff at There", profile.TextsOf("main dd"));

        // What it offers is of where they have a role.
        Assert.Contains("Register customer", profile.Text, StringComparison.Ordinal);
    }

    // There somebody is what they are where they were last.
    private static bool IsOfTheInstallation(string route) =>
        new[] { "/account/", "/staff", "/settings", "/exhibition" }.Any(beginning => route.StartsWith(beginning, StringComparison.Ordinal));

    [Fact]
    public async Task FormWithItsToken_OfWhoHasNoRoleHereAnyMore_SavesNothing()
    {
        var user = await PersonAsync((Here, Roles.Staff));
        using var client = await site.SignInAsync(user);
        var form = await client.GetPageAsync("/customers/new");
        await GiveAsync(user, (There, Roles.Staff));
        using var again = await site.SignInAsync(user);

        var answer = await again.SubmitAsync(form, ("Input.Name", "Never Registered"), ("Input.Email", "never.registered@example.org"), ("Input.Phone", "+49 30 55501"));

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.False(await site.ReadAsync(db => db.Customers.AnyAsync(c => c.Name == "Never Registered")));
    }

    [Theory]
    [InlineData(Roles.Viewer, Roles.Staff, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Staff, Roles.Viewer, HttpStatusCode.OK)]
    public async Task Role_IsTheOneHere(string here, string there, HttpStatusCode answer)
    {
        using var client = await site.SignInAsync(await PersonAsync((Here, here), (There, there)));

        Assert.Equal(answer, (await client.GetPageAsync("/customers/new")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetPageAsync("/staff")).Status);
        foreach (var place in new[] { "/", "/account/profile", "/nothing-here" })
        {
            Assert.Equal(here == Roles.Staff, (await client.GetPageAsync(place)).TextsOf("a").Any(text => text.StartsWith("Register", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Administrator_IsThatEverywhereWithoutARow()
    {
        var user = await site.Data.UserAsync(Roles.Administrator);
        using var client = await site.SignInAsync(user);

        Assert.Equal(HttpStatusCode.OK, (await client.GetPageAsync("/staff")).Status);
        Assert.Empty(await RolesAsync(user));
    }

    [Fact]
    public async Task Edit_RolesAtExhibitions_AreRecordedEachAndCountFromTheNextRequestOn()
    {
        var user = await PersonAsync((Here, Roles.Staff), (Archived, Roles.Viewer));
        using var session = await site.SignInAsync(user);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await OpenAsync(administrator, user);
        Assert.Equal(
            [("There", ""), ("Hall 1", Roles.Staff), ("Long ago", Roles.Viewer)],
            form.Document.QuerySelectorAll(".exhibition-role").Select(row => (row.QuerySelector("label")!.TextContent, ((IHtmlSelectElement)row.QuerySelector("select")!).Value ?? "")));
        Assert.Equal("Archived exhibitions (1)", form.TextOf(".exhibition-roles details summary"));

        var saved = await administrator.SubmitAsync(form, (At(Here), Roles.Viewer), (At(There), Roles.Staff), (At(Archived), ""));

        Assert.Equal($"/staff/{user.UserName}", saved.Location);
        Assert.Equal(HttpStatusCode.Forbidden, (await session.GetPageAsync("/customers/new")).Status);
        Assert.Equal(HttpStatusCode.OK, (await session.GetPageAsync("/e/there/customers/new")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await session.GetPageAsync("/e/ago/customers")).Status);
        Assert.Equal(["1 Viewer", "2 Staff"], await RolesAsync(user));
        Assert.Equal(Roles.Viewer, await SingleAsync(user));
        Assert.Equal(
            [
                new AccountExhibitionRoleChanged(user.UserName!, Archived, "Long ago", Roles.Viewer, null),
                new AccountExhibitionRoleChanged(user.UserName!, There, "There", null, Roles.Staff),
                new AccountExhibitionRoleChanged(user.UserName!, Here, "Hall 1", Roles.Staff, Roles.Viewer),
            ],
            (await site.EventsAsync(user.UserName!)).Where(e => e is not SignedIn));
        var history = (await OpenAsync(administrator, user)).Text;
        Assert.Contains($"made {user.UserName} Staff at There", history, StringComparison.Ordinal);
        Assert.Contains($"removed {user.UserName} from Long ago", history, StringComparison.Ordinal);
        Assert.Contains((await administrator.GetPageAsync("/staff")).Rows(), row => row["User name"] == user.UserName && row["Role"] == "2 exhibitions");
    }

    [Fact]
    public async Task Copy_OfStaff_CountsFromTheNextRequestOn()
    {
        var user = await PersonAsync((Here, Roles.Staff));
        using var session = await site.SignInAsync(user);
        Assert.True(await session.IsInsideAsync());
        var details = ExhibitionDetails.Of(new ExhibitionText { Name = $"Copy {Guid.NewGuid():N}", TimeZone = "UTC", Currency = "EUR", ImplausibleFrom = "500" });
        await site.WithServiceAsync((ExhibitionService service) =>
            service.CreateAsync(details, Guid.NewGuid(), new CopyOrder(Here, Settings: false, Staff: true), new Actor("somebody")));

        Assert.Equal(HttpStatusCode.OK, (await session.GetPageAsync($"/e/{details.Slug}/customers/new")).Status);

        await site.Database.ExecuteAsync($"delete from exhibitions where slug = '{details.Slug}'");
        site.Services.GetRequiredService<ExhibitionCache>().Expire();
    }

    [Fact]
    public async Task Edit_NothingAboutRoles_KeepsTheSession()
    {
        var user = await PersonAsync((There, Roles.Staff));
        using var session = await site.SignInAsync(user);
        using var administrator = await site.SignInAsync(Roles.Administrator);

        await administrator.SubmitAsync(await OpenAsync(administrator, user));

        Assert.True(await session.IsInsideAsync());
        Assert.DoesNotContain(await site.EventsAsync(user.UserName!), e => e is AccountExhibitionRoleChanged or AccountRoleChanged);
        Assert.Contains((await administrator.GetPageAsync("/staff")).Rows(), row => row["User name"] == user.UserName && row["Role"] == "Staff at There");
    }

    [Fact]
    public async Task Edit_ToAdministratorAndBack_HasTheRolesThatWereGivenThen()
    {
        var user = await PersonAsync((Here, Roles.Staff), (There, Roles.Staff));
        using var session = await site.SignInAsync(user);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        Assert.Equal(HttpStatusCode.Forbidden, (await session.GetPageAsync("/staff")).Status);

        await administrator.SubmitAsync(await OpenAsync(administrator, user), ("Input.Role", Roles.Administrator));
        Assert.Equal(HttpStatusCode.OK, (await session.GetPageAsync("/staff")).Status);
        Assert.Empty(await RolesAsync(user));
        Assert.Equal(Roles.Administrator, await SingleAsync(user));

        await administrator.SubmitAsync(await OpenAsync(administrator, user), ("Input.Role", Roles.ByExhibition), (At(There), Roles.Viewer));
        Assert.Equal(["2 Viewer"], await RolesAsync(user));
        Assert.Equal(HttpStatusCode.Forbidden, (await session.GetPageAsync("/staff")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await session.GetPageAsync("/e/there/customers/new")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await session.GetPageAsync("/e/exhibition/customers")).Status);
        Assert.Equal(Roles.Viewer, await SingleAsync(user));
        Assert.Equal(
            [
                new AccountRoleChanged(user.UserName!, new Change(Roles.ByExhibition, Roles.Administrator)),
                new AccountRoleChanged(user.UserName!, new Change(Roles.Administrator, Roles.ByExhibition)),
                new AccountExhibitionRoleChanged(user.UserName!, There, "There", null, Roles.Viewer),
            ],
            (await site.EventsAsync(user.UserName!)).Where(e => e is not SignedIn));
    }

    [Fact]
    public async Task Edit_RoleThatNobodyHasAtAnExhibition_IsRefused()
    {
        var user = await PersonAsync((Here, Roles.Viewer));
        using var administrator = await site.SignInAsync(Roles.Administrator);

        var page = await administrator.SubmitAsync(await OpenAsync(administrator, user), (At(There), Roles.Administrator));

        Assert.Equal("Choose a role from the list.", page.ErrorOf("Input.Role"));
        Assert.Equal(["1 Viewer"], await RolesAsync(user));
    }

    [Fact]
    public async Task Edit_OfAFormFromWhenThereWasOneExhibition_ChangesTheRoleThere()
    {
        var user = await PersonAsync((Here, Roles.Viewer), (There, Roles.Viewer));
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await OpenAsync(administrator, user);
        foreach (var field in form.Document.QuerySelectorAll(".exhibition-roles").ToList())
        {
            field.Remove();
        }

        form.Element("select[name='Input.Role']").InnerHtml = $"<option selected>{Roles.Staff}</option>";
        form.Form().InnerHtml += $"<input type=hidden name=Input.Only value={Here}>";
        await administrator.SubmitAsync(form);

        Assert.Equal(["1 Staff", "2 Viewer"], await RolesAsync(user));
    }

    [Fact]
    public async Task New_GivesTheRolesThatWereChosenAndNoOther()
    {
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync("/staff/new");
        Assert.Equal(Roles.ByExhibition, form.ValueOf("Input.Role"));
        var name = $"u{Guid.NewGuid():N}";

        await administrator.SubmitAsync(form, ("UserName", name), ("Input.Email", $"{name}@example.org"), (At(There), Roles.Staff));

        var user = await site.ReadAsync(db => db.Users.SingleAsync(u => u.UserName == name));
        Assert.Equal(["2 Staff"], await RolesAsync(user));
        Assert.Equal(Roles.Viewer, await SingleAsync(user));
        Assert.Equal(
            [new AccountCreated(name, Roles.ByExhibition, $"{name}@example.org"), new AccountExhibitionRoleChanged(name, There, "There", null, Roles.Staff), new PasswordLinkRequested(name)],
            await site.EventsAsync(name));
    }

    [Fact]
    public async Task Session_OfAVersionBefore_GoesOnInTheRoleOfItsPerson()
    {
        var cookies = site.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        var user = await PersonAsync((Here, Roles.Viewer));
        using var client = await site.SignInAsync(user);
        var cookie = client.Cookies.GetCookies(site.Url)[cookies.Cookie.Name!]!;
        var ticket = cookies.TicketDataFormat.Unprotect(cookie.Value)!;
        var identity = (ClaimsIdentity)ticket.Principal.Identity!;
        identity.RemoveClaim(identity.FindFirst(ExhibitionRoles.ClaimType));
        var before = cookie.Value = cookies.TicketDataFormat.Protect(new AuthenticationTicket(ticket.Principal, ticket.Properties, ticket.AuthenticationScheme));
        client.Cookies.Add(site.Url, new Cookie(cookie.Name, before) { Path = "/" });

        Assert.Equal(HttpStatusCode.OK, (await client.GetPageAsync("/customers")).Status);

        var after = client.Cookies.GetCookies(site.Url)[cookie.Name]!.Value;
        Assert.NotEqual(before, after);
        Assert.Equal($"{Here}:{Roles.Viewer}", cookies.TicketDataFormat.Unprotect(after)!.Principal.FindFirstValue(ExhibitionRoles.ClaimType));
        Assert.Equal(HttpStatusCode.OK, (await client.GetPageAsync("/customers")).Status);
    }

    private static string At(int exhibition) => $"Input.At[{exhibition}]";

    private static Task<CrmPage> OpenAsync(CrmClient client, StaffUser user) => client.GetPageAsync($"/staff/{user.UserName}");

    private async Task<StaffUser> PersonAsync(params (int Exhibition, string Role)[] roles)
    {
        var user = await site.Data.UserAsync(Roles.Viewer);
        await GiveAsync(user, roles);
        return user;
    }

    private Task<int> GiveAsync(StaffUser user, params (int Exhibition, string Role)[] roles) => site.Database.ExecuteAsync(
        $"delete from exhibition_roles where user_id = '{user.Id}';" + string.Concat(roles.Select(
            one => $"insert into exhibition_roles (user_id, exhibition_id, role) values ('{user.Id}', {one.Exhibition}, '{one.Role}');")));

    private Task<List<string>> RolesAsync(StaffUser user) =>
        site.Database.ListAsync($"select exhibition_id || ' ' || role from exhibition_roles where user_id = '{user.Id}' order by 1");

    private async Task<string> SingleAsync(StaffUser user) =>
        Assert.Single(await site.Database.ListAsync($"select r.name from roles r join user_roles m on m.role_id = r.id where m.user_id = '{user.Id}'"));

    /// <summary>With three exhibitions, of which the last one is archived. Sessions are looked at on every request.</summary>
    public sealed class Site : AuthorizationTests.Site
    {
        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            Services.GetRequiredService<IOptions<SecurityStampValidatorOptions>>().Value.ValidationInterval = TimeSpan.Zero;
            await Database.ExecuteAsync("""
                update exhibitions set name = 'Hall 1';
                insert into exhibitions (slug, name, venue, time_zone, currency, implausible_from, created_at, version, state)
                values ('there', 'There', '', 'UTC', 'EUR', 500, now(), 0, 'open'), ('ago', 'Long ago', '', 'UTC', 'EUR', 500, now(), 0, 'archived');
                """);
            Services.GetRequiredService<ExhibitionCache>().Expire();
        }
    }
}
