using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using QRCoder;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>A person's own second factor: off, being set up, or on.</summary>
[BeforeSecondFactor]
public sealed class ManageSecondFactorModel(SecondFactorService service, SecondFactorOptions options, KeptTexts texts) : PageModel, IShowsFormAgain
{
    private const int PixelsPerModule = 5;

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Where who was led here wanted to go.</summary>
    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    /// <summary>Whether the person's role does without it no longer.</summary>
    public bool IsDemanded => options.IsDemandedOf(User);

    /// <summary>Where who is done goes on.</summary>
    public string Next => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : Links.Profile;

    /// <summary>The key of the recovery codes, which are shown once: what a cookie holds could be shown again.</summary>
    [TempData]
    public Guid? RecoveryCodesKey { get; set; }

    public string? RecoveryCodes { get; private set; }

    public SecondFactor Factor { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        Factor = await service.GetAsync(User);
        RecoveryCodes = RecoveryCodesKey is { } key ? await texts.TakeAsync(User.Id(), key) : null;
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await OnGetAsync();
        return true;
    }

    public async Task<IActionResult> OnPostBeginAsync()
    {
        await service.BeginAsync(User.Id());
        return Again();
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        var (codes, result) = await service.ConfirmAsync(User.Id(), Password ?? "", Code ?? "", HttpContext.Actor());
        if (codes is null)
        {
            var isCode = result.Errors.Any(e => e.Code == nameof(AccountErrors.WrongCode));
            return await RefuseAsync(isCode ? nameof(Code) : nameof(Password), result.Errors.First().Description);
        }

        this.Confirm("Two-step verification is on. You'll be asked for a code when you sign in.");
        return await ShowAsync(codes);
    }

    public async Task<IActionResult> OnPostRenewAsync()
    {
        var (codes, result) = await service.RenewCodesAsync(User.Id(), Password ?? "", HttpContext.Actor());
        if (codes is null)
        {
            return await RefuseAsync(nameof(Password), result.Errors.First().Description);
        }

        this.Confirm("These are your new recovery codes. The old ones no longer work.");
        return await ShowAsync(codes);
    }

    public async Task<IActionResult> OnPostDisableAsync()
    {
        if (IsDemanded)
        {
            this.Refuse("Your role requires two-step verification, so it can't be turned off.");
            return Again();
        }

        var result = await service.DisableAsync(User.Id(), Password ?? "", HttpContext.Actor());
        if (!result.Succeeded)
        {
            return await RefuseAsync(nameof(Password), result.Errors.First().Description);
        }

        this.Confirm("Two-step verification is off.");
        return Again();
    }

    /// <summary>The address as a QR code: an image in a data URI, so that the key is in no address of this site.</summary>
    public static string QrCode(string address)
    {
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var code = new PngByteQRCode(data);
        return $"data:image/png;base64,{Convert.ToBase64String(code.GetGraphic(PixelsPerModule))}";
    }

    private async Task<RedirectToPageResult> ShowAsync(IReadOnlyList<string> codes)
    {
        RecoveryCodesKey = await texts.KeepAsync(User.Id(), string.Join(' ', codes));
        return Again();
    }

    private RedirectToPageResult Again() => RedirectToPage(new { returnUrl = ReturnUrl });

    private async Task<PageResult> RefuseAsync(string field, string message)
    {
        ModelState.AddModelError(field, message);
        Factor = await service.GetAsync(User);
        return Page();
    }
}
