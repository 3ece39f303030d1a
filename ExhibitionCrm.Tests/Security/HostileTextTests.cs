using System.Net;
using System.Text;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Security;

/// <summary>Text that Unicode forbids, or that no program expects, is a message or finds nothing, wherever it is typed.</summary>
public sealed class HostileTextTests(CrmSite site) : IClassFixture<CrmSite>
{
    private static readonly string[] Texts =
    [
        "\uFFFE", "a\uFFFFb", "\uFDD0", char.ConvertFromUtf32(0x1FFFE), "\0", "a\0b", "\u202E", "\uFEFF", "\u0301", "%", "\\", "'", "\u001B[0m", "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        new('\u0301', 300), "𐀀", "\r\n", "ﷺ",
    ];

    private static readonly string[] Places = ["/customers?q=", "/customers/find?q=", "/bills?q=", "/bills?by=", "/mail?q=", "/bills/new?customer=", "/activity?by=", "/staff/", "/customers/"];

    [Fact]
    public async Task Get_WithHostileText_IsNoFailure()
    {
        using var administrator = await site.SignInAsync(Roles.Administrator);
        foreach (var (place, text) in Places.SelectMany(place => Texts.Select(text => (place, text))))
        {
            using var answer = await administrator.Http.GetAsync(new Uri(place + Uri.EscapeDataString(text), UriKind.Relative));
            Assert.True(answer.StatusCode < HttpStatusCode.InternalServerError, $"{place}{Convert.ToHexString(Encoding.UTF8.GetBytes(text))} answered {answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData("/account/sign-in", "UserName", "Password")]
    [InlineData("/account/forgot-password", "UserName", null)]
    public async Task Post_WithHostileText_IsNoFailure(string path, string field, string? other)
    {
        using var visitor = site.Anonymous();
        foreach (var text in Texts)
        {
            var form = await visitor.GetPageAsync(path);
            var answer = await visitor.SubmitAsync(form, other is null ? [(field, text)] : [(field, text), (other, text)]);
            Assert.True(answer.Status < HttpStatusCode.InternalServerError, $"{path} with {Convert.ToHexString(Encoding.UTF8.GetBytes(text))} answered {answer.Status}");
        }
    }
}
