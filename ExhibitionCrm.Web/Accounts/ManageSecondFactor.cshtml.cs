using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using QRCoder;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>A person's own second factor: off, being set up, or on.</summary>
public sealed class ManageSecondFactorModel(SecondFactorService service) : PageModel, IShowsFormAgain
{
    private const int PixelsPerModule = 5;

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Shown this once.</summary>
    [TempData]
    public string? RecoveryCodes { get; set; }

    public SecondFactor Factor { get; private set; } = null!;

    public async Task OnGetAsync() => Factor = await service.GetAsync(User);

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        await OnGetAsync();
        return true;
    }

    public async Task<IActionResult> OnPostBeginAsync()
    {
        await service.BeginAsync(User.Id());
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        if (await service.ConfirmAsync(User.Id(), Code ?? "", HttpContext.Actor()) is not { } codes)
        {
            return await RefuseAsync(nameof(Code), "Incorrect code. Check that your phone's clock is right, then enter the code the app shows now.");
        }

        this.Confirm("Two-step verification is on. You'll be asked for a code when you sign in.");
        return Show(codes);
    }

    public async Task<IActionResult> OnPostRenewAsync()
    {
        var (codes, result) = await service.RenewCodesAsync(User.Id(), Password ?? "", HttpContext.Actor());
        if (codes is null)
        {
            return await RefuseAsync(nameof(Password), result.Errors.First().Description);
        }

        this.Confirm("These are your new recovery codes. The old ones no longer work.");
        return Show(codes);
    }

    public async Task<IActionResult> OnPostDisableAsync()
    {
        var result = await service.DisableAsync(User.Id(), Password ?? "", HttpContext.Actor());
        if (!result.Succeeded)
        {
            return await RefuseAsync(nameof(Password), result.Errors.First().Description);
        }

        this.Confirm("Two-step verification is off.");
        return RedirectToPage();
    }

    /// <summary>The address as a QR code: an image in a data URI, so that the key is in no address of this site.</summary>
    public static string QrCode(string address)
    {
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var code = new PngByteQRCode(data);
        return $"data:image/png;base64,{Convert.ToBase64String(code.GetGraphic(PixelsPerModule))}";
    }

    private RedirectToPageResult Show(IReadOnlyList<string> codes)
    {
        RecoveryCodes = string.Join(' ', codes);
        return RedirectToPage();
    }

    private async Task<PageResult> RefuseAsync(string field, string message)
    {
        ModelState.AddModelError(field, message);
        Factor = await service.GetAsync(User);
        return Page();
    }
}
