using System.Security.Cryptography;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ExhibitionCrm.Web.Forms;

/// <summary>Says in a form to whom it was shown, in a way that nobody else can make: the session may be over when it is sent.</summary>
public sealed class FormOwner(IDataProtectionProvider protection)
{
    public const string FieldName = "__FormOwner";

    private readonly IDataProtector _protector = protection.CreateProtector("form owner");

    public string Write(Guid userId) => _protector.Protect(userId.ToString());

    /// <summary>Null for a form without it, or with a forged one.</summary>
    public Guid? Read(IFormCollection form)
    {
        try
        {
            return form[FieldName] is [{ Length: > 0 } text] ? Guid.Parse(_protector.Unprotect(text)) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>Adds the owner to every form that is posted.</summary>
[HtmlTargetElement("form", Attributes = "[method=post]")]
public sealed class FormOwnerTagHelper(FormOwner owner) : TagHelper
{
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var http = ViewContext.HttpContext;
        if (http.User.Identity?.IsAuthenticated != true)
        {
            return;
        }

        if (http.Items[FormOwner.FieldName] is not string value)
        {
            http.Items[FormOwner.FieldName] = value = owner.Write(http.User.Id());
        }

        var field = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        field.MergeAttributes(new Dictionary<string, string?> { ["type"] = "hidden", ["name"] = FormOwner.FieldName, ["value"] = value });
        output.PostContent.AppendHtml(field);
    }
}
