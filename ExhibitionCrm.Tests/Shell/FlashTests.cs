using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace ExhibitionCrm.Tests.Shell;

public sealed class FlashTests
{
    [Fact]
    public void Message_OfAnyLength_FitsACookie()
    {
        var page = new Page { TempData = new TempDataDictionary(new DefaultHttpContext(), new Nowhere()) };
        page.Confirm(new string('A', 30_000));
        page.Refuse($"{new string('B', 399)}😀");
        Assert.Equal((400, 399), (((string)page.TempData[Flash.Done]!).Length, ((string)page.TempData[Flash.NotDone]!).Length));
    }

    private sealed class Page : PageModel;

    private sealed class Nowhere : ITempDataProvider
    {
        public IDictionary<string, object> LoadTempData(HttpContext context) => new Dictionary<string, object>();

        public void SaveTempData(HttpContext context, IDictionary<string, object> values)
        {
        }
    }
}
