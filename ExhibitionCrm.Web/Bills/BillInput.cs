using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ExhibitionCrm.Web.Forms;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ExhibitionCrm.Web.Bills;

/// <summary>What the counter types about a bill.</summary>
public sealed class BillInput
{
    /// <summary>What the page calls it.</summary>
    private const string Prefix = "Bill";

    /// <summary>See <see cref="IdempotencyKey"/>.</summary>
    public string? Key { get; set; } = IdempotencyKey.New();

    /// <summary>As typed; <see cref="Bills.Amount"/> reads it.</summary>
    public string? Amount { get; set => field = Typed.Line(value); }

    /// <summary>The amount that the person was asked about and said is right, as <see cref="Question"/> was written into the form.</summary>
    public string? Confirmed { get; set; }

    /// <summary>The amount that nobody types by intention, or hardly anybody: to be confirmed before it is saved.</summary>
    [BindNever]
    public Amount? Question { get; private set; }

    [StringLength(Bill.DescriptionMaxLength, ErrorMessage = "Description must be {1} characters or fewer.")]
    [PlainText(AllowLineBreaks = true)]
    public string? Description { get; set => field = Typed.Lines(value); }

    /// <summary>Reads the form; what is wrong stands in the model state then.</summary>
    public bool TryRead(string customerId, ModelStateDictionary state, [NotNullWhen(true)] out NewBill? bill)
    {
        bill = null;
        if (!Bills.Amount.TryCreate(Amount, out var amount, out var fault))
        {
            Say(state, fault switch
            {
                AmountFault.Missing => "Enter an amount.",
                AmountFault.NotPositive => "The amount must be greater than zero.",
                AmountFault.TooManyPlaces => "Use at most two decimal places, such as 1234.50.",
                AmountFault.TooLarge => "The amount must be at most 99,999,999.99.",
                _ => "Enter the amount in digits, such as 1234.50.",
            });
        }
        else if (state.IsValid)
        {
            bill = new NewBill(IdempotencyKey.Read(Key), customerId, amount, Description ?? "", ReadConfirmed());
        }

        return bill is not null;
    }

    /// <summary>Asks whether the amount is meant.</summary>
    /// <param name="shown">It in words, with its currency.</param>
    public void Ask(Amount amount, AmountDoubt doubt, string shown, ModelStateDictionary state)
    {
        Question = amount;
        Say(state, $"Is {shown} correct? {(doubt == AmountDoubt.ReadsAsId ? "It looks like a scanned ID." : "That is a large amount.")}");
    }

    private decimal? ReadConfirmed() =>
        decimal.TryParse(Confirmed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var confirmed) ? confirmed : null;

    private static void Say(ModelStateDictionary state, string message) => state.AddModelError($"{Prefix}.{nameof(Amount)}", message);
}
