using System.Net;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Shell;

/// <summary>What an address names, whatever else a request holds.</summary>
public sealed class AddressTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Fact]
    public async Task Post_ToDelete_WithAnotherIdInTheForm_DeletesTheOneOfTheAddress()
    {
        var (meant, other) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        using var administrator = await site.SignInAsync(Roles.Administrator);
        await PostAsync(administrator, $"/customers/{meant.Id}/delete", $"/customers/{meant.Id}/delete?id={other.Id}", ("Id", other.Id), ("id", other.Id));
        Assert.Equal([other.Id], await site.ReadAsync(db => db.Customers.Where(c => c.Id == meant.Id || c.Id == other.Id).Select(c => c.Id).ToListAsync()));
    }

    [Fact]
    public async Task Post_ToVoid_WithAnotherIdInTheForm_VoidsTheOneOfTheAddress()
    {
        var (meant, other) = (await site.Data.BillAsync(), await site.Data.BillAsync());
        using var staff = await site.SignInAsync(Roles.Staff);
        await PostAsync(staff, $"/bills/{meant.Id}/void", $"/bills/{meant.Id}/void", ("id", other.Id.ToString()), ("Reason", "Wrong"));
        Assert.Equal([meant.Id], await site.ReadAsync(db => db.Bills.Where(b => (b.Id == meant.Id || b.Id == other.Id) && b.VoidedAt != null).Select(b => b.Id).ToListAsync()));
    }

    [Fact]
    public async Task Post_ToAnAccount_WithAnotherNameInTheForm_ChangesTheOneOfTheAddress()
    {
        var (meant, other) = (await site.Data.UserAsync(), await site.Data.UserAsync());
        using var administrator = await site.SignInAsync(Roles.Administrator);
        await PostAsync(administrator, $"/staff/{meant.UserName}", $"/staff/{meant.UserName}?handler=Deactivate", ("UserName", other.UserName!));
        Assert.Equal([meant.UserName], await site.ReadAsync(db => db.Users.Where(u => u.DeactivatedAt != null && (u.Id == meant.Id || u.Id == other.Id)).Select(u => u.UserName).ToListAsync()));
    }

    [Theory]
    [InlineData("/customers/{0}/delete")]
    [InlineData("/customers/{0}/edit")]
    [InlineData("/staff/{0}")]
    public async Task Post_ToALongAddress_IsNotFoundAndLeavesNoCookie(string route)
    {
        var customer = await site.Data.CustomerAsync();
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var answer = await PostAsync(administrator, $"/customers/{customer.Id}/delete", string.Format(null, route, new string('A', 5000)));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain(administrator.Cookies.GetAllCookies(), cookie => cookie.Value.Length > 2000);
    }

    private static async Task<HttpResponseMessage> PostAsync(CrmClient client, string page, string address, params (string Name, string Value)[] more)
    {
        var fields = CrmForm.Fields((await client.GetPageAsync(page)).Form()).Where(f => !more.Any(m => m.Name == f.Key))
            .Concat(more.Select(m => KeyValuePair.Create(m.Name, m.Value)));
        return await client.Http.PostAsync(new Uri(address, UriKind.Relative), new FormUrlEncodedContent(fields));
    }
}
