using System.Security.Claims;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Security;

public sealed class ExhibitionRolesTests
{
    private const int Expo = 3;
    private const int Fair = 12;

    [Fact]
    public void RoleAt_IsWhatWasGivenThere()
    {
        var eva = Person(Roles.Viewer, (Expo, Roles.Viewer), (Fair, Roles.Staff));

        Assert.Equal((Roles.Viewer, Roles.Staff, null), (ExhibitionRoles.RoleAt(eva, Expo), ExhibitionRoles.RoleAt(eva, Fair), ExhibitionRoles.RoleAt(eva, 1)));
        Assert.Equal([Expo, Fair], ExhibitionRoles.Of(eva));
        Assert.Empty(ExhibitionRoles.Of(Person(Roles.Viewer)));
    }

    [Fact]
    public void RoleAt_OfAnAdministrator_IsThatEverywhere() => Assert.Equal(Roles.Administrator, ExhibitionRoles.RoleAt(Person(Roles.Administrator), Fair));

    [Theory]
    [InlineData(Expo, Roles.Viewer)]
    [InlineData(Fair, Roles.Staff)]
    public async Task Request_AboutAnExhibition_IsOfThatRole(int exhibition, string role)
    {
        var context = About(exhibition, Person(Roles.Viewer, (Expo, Roles.Viewer), (Fair, Roles.Staff)));

        Assert.True(await GoesOnAsync(context));

        Assert.Equal([role], context.User.FindAll(ClaimTypes.Role).Select(c => c.Value));
        Assert.Equal(role == Roles.Staff, context.User.MayWrite());
    }

    [Fact]
    public async Task Request_WithoutARoleThere_EndsAndWhatStandsInForItOffersNothing()
    {
        var (person, context) = (Person(Roles.Staff, (Expo, Roles.Staff)), About(Fair, Person(Roles.Staff, (Expo, Roles.Staff))));

        Assert.False(await GoesOnAsync(context));
        Assert.Equal(StatusCodes.Status404NotFound, context.Response.StatusCode);

        // The error page, for which the request is taken through everything again.
        context.User = person;
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new AllowAnonymousAttribute()), null));
        context.RequestServices = null!;
        Assert.True(await GoesOnAsync(context));
        Assert.False(context.User.MayWrite());
    }

    [Fact]
    public async Task Request_OfAStrangerOrForEverybody_AsksForNoExhibition()
    {
        var stranger = new DefaultHttpContext();
        var file = new DefaultHttpContext { User = Person(Roles.Staff, (Expo, Roles.Staff)) };
        file.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new AllowAnonymousAttribute()), null));

        Assert.True(await GoesOnAsync(stranger));
        Assert.True(await GoesOnAsync(file));
    }

    [Fact]
    public void SecondFactor_DemandedOfARole_IsDemandedWhereverSomebodyHasIt()
    {
        var options = new SecondFactorOptions([Roles.Staff]);

        Assert.True(options.IsDemandedOf(Person(Roles.Viewer, (Expo, Roles.Viewer), (Fair, Roles.Staff))));
        Assert.False(options.IsDemandedOf(Person(Roles.Viewer, (Expo, Roles.Viewer))));
    }

    private static ClaimsPrincipal Person(string role, params (int Exhibition, string Role)[] at) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.Role, role),
            ExhibitionRoles.ToClaim(at.Select(one => new ExhibitionRole { UserId = Guid.Empty, ExhibitionId = one.Exhibition, Role = one.Role })),
        ],
        "test"));

    private static DefaultHttpContext About(int exhibition, ClaimsPrincipal user) => new()
    {
        User = user,
        RequestServices = new ServiceCollection().AddSingleton(new CurrentExhibition(() => new ExhibitionSettings(
            exhibition, "expo", null, "", null, null, TimeZoneInfo.Utc, Currency.Of("EUR"), 500m, null, null))).BuildServiceProvider(),
    };

    private static async Task<bool> GoesOnAsync(HttpContext context)
    {
        var goesOn = false;
        await new RoleHere(_ =>
        {
            goesOn = true;
            return Task.CompletedTask;
        }).InvokeAsync(context);
        return goesOn;
    }
}
