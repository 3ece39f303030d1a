namespace ExhibitionCrm.Bench;

/// <summary>The members of staff who work at once.</summary>
internal sealed class Browsers : IDisposable
{
    private readonly List<Browser> _browsers = [];

    public Browser this[int index] => _browsers[index];

    public IReadOnlyList<Browser> Take(int count) => _browsers.GetRange(0, count);

    public async Task SignInAsync(Uri url, string password, int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            var browser = new Browser(url);
            _browsers.Add(browser);
            await browser.SignInAsync(Site.UserName, password, cancellationToken);
        }
    }

    public void Dispose() => _browsers.ForEach(browser => browser.Dispose());
}
