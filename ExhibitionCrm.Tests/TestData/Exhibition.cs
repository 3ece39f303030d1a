using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Exhibitions;

namespace ExhibitionCrm.Tests;

public sealed partial class TestData
{
    /// <summary>Edits the exhibition as an administrator does; the site knows it at once.</summary>
    public Task<ExhibitionDetails> ExhibitionAsync(Func<ExhibitionText, ExhibitionText> change) =>
        site.WithServiceAsync<ExhibitionService, ExhibitionDetails>(async service =>
        {
            var id = await IdOfExhibitionAsync();
            var opened = (await service.OpenAsync(id))!;
            var details = ExhibitionDetails.Of(change(opened.Details.ToText() with { Name = opened.Details.Name is "" ? "Expo" : opened.Details.Name }));
            Assert.IsType<EditExhibitionOutcome.Saved>(await service.EditAsync(id, details, opened.Version, new Actor("somebody")));
            return details;
        });

    public async Task<int> IdOfExhibitionAsync() => int.Parse(
        Assert.Single(await site.Database.ListAsync("select min(id)::text from exhibitions")), System.Globalization.CultureInfo.InvariantCulture);
}
