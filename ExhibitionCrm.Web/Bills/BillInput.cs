using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ExhibitionCrm.Web.Configuration;
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

    /// <summary>The code of the currency that the form named; null in one of the version before.</summary>
    public string? Currency { get; set; }

    /// <summary>The amount that the person was asked about and said is right, as <see cref="Question"/> was written into the form.</summary>
    public string? Confirmed { get; set; }

    /// <summary>The amount that nobody types by intention, or hardly anybody: to be confirmed before it is saved.</summary>
    [BindNever]
    public Amount? Question { get; private set; }

    [StringLength(Bill.DescriptionMaxLength, ErrorMessage = "Description must be {1} characters or fewer.")]
    [PlainText(AllowLineBreaks = true)]
    public string? Description { get; set => field = Typed.Lines(value); }

    /// <summary>Reads the form; what is wrong stands in the model state then.</summary>
    /// <param name="current">The exhibition's.</param>
    public bool TryRead(string customerId, Currency current, ModelStateDictionary state, [NotNullWhen(true)] out NewBill? bill)
    {
        bill = null;

        // What was meant in one currency is no amount in another.
        if (Currency is not null && Currency != current.Code)
        {
            AskForTheCurrency(state);
        }
        else if (!Bills.Amount.TryCreate(Amount, current, out var amount, out var fault))
        {
            Say(state, Message(fault.Value, current));
        }
        else if (state.IsValid)
        {
            bill = new NewBill(IdempotencyKey.Read(Key), customerId, amount, Description ?? "", ReadConfirmed());
        }

        return bill is not null;
    }

    /// <summary>Asks whether the amount is meant.</summary>
    public void Ask(Amount amount, AmountDoubt doubt, ModelStateDictionary state)
    {
        Question = amount;
        var (shown, thousandfold) = (amount.Currency.Show(amount.Value), amount.Value * 1000);
        Say(state, doubt switch
        {
            AmountDoubt.ReadsAsId => $"Is {shown} correct? It looks like a scanned ID.",
            AmountDoubt.Ambiguous => $"Is {shown} correct? For {amount.Currency.Show(thousandfold)}, enter {thousandfold.ToString("0", CultureInfo.InvariantCulture)}.",
            _ => $"Is {shown} correct? That is a large amount.",
        });
    }

    /// <summary>Asks for a look at the amount, which was typed in a currency that the exhibition had before.</summary>
    public static void AskForTheCurrency(ModelStateDictionary state) =>
        Say(state, "The exhibition's currency has changed. Check the amount, then save again.");

    private static string Message(AmountFault fault, Currency currency) => fault switch
    {
        AmountFault.Missing => "Enter an amount.",
        AmountFault.NotPositive => "The amount must be greater than zero.",
        AmountFault.TooManyPlaces when currency.Places == 0 => $"{currency} has no decimal places. Enter a whole amount, such as {Example(currency)}.",
        AmountFault.TooManyPlaces when currency.Places == 2 => $"Use at most two decimal places, such as {Example(currency)}.",
        AmountFault.TooManyPlaces => $"Use at most three decimal places, such as {Example(currency)}.",
        AmountFault.TooLarge => $"The amount must be at most {currency.ShowPlain(Bills.Amount.MaxIn(currency))}.",
        _ => $"Enter the amount in digits, such as {Example(currency)}.",
    };

    private static string Example(Currency currency) => currency.Places switch
    {
        0 => "1234",
        2 => "1234.50",
        _ => "1234.500",
    };

    private decimal? ReadConfirmed() =>
        decimal.TryParse(Confirmed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var confirmed) ? confirmed : null;

    private static void Say(ModelStateDictionary state, string message) => state.AddModelError($"{Prefix}.{nameof(Amount)}", message);
}
