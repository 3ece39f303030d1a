using System.ComponentModel.DataAnnotations;
using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Shared;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ExhibitionCrm.Web.Bills;

/// <summary>What the counter types about a bill.</summary>
public sealed class BillInput
{
    /// <summary>See <see cref="FormKey"/>. Becomes the bill's ID.</summary>
    public string? Key { get; set; } = FormKey.New();

    /// <summary>As typed; <see cref="Bills.Amount"/> reads it.</summary>
    [AmountRule]
    public string? Amount { get; set => field = Typed.Line(value); }

    /// <summary>The amount that the person was asked about and said is right, as <see cref="Question"/> was written into the form.</summary>
    public string? Confirmed { get; set; }

    /// <summary>The amount that nobody types by intention, or hardly anybody: to be confirmed before it is saved.</summary>
    [BindNever]
    public decimal? Question { get; set; }

    [StringLength(Bill.DescriptionMaxLength, ErrorMessage = "Description must be {1} characters or fewer.")]
    [NoControlCharacters(AllowLineBreaks = true)]
    public string? Description { get; set => field = Typed.Lines(value); }
}

/// <summary>An amount that a bill can have, as people type it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AmountRuleAttribute : ValidationAttribute
{
    public override bool RequiresValidationContext => true;

    protected override ValidationResult? IsValid(object? value, ValidationContext context) =>
        Amount.TryParse((string?)value, out _, out var error) ? ValidationResult.Success : new ValidationResult(error, [context.MemberName!]);
}

/// <summary>What the pages that have a form for a bill do with it.</summary>
public sealed class BillForm(BillDesk desk, Money money)
{
    /// <summary>What both pages call their <see cref="BillInput"/>.</summary>
    private const string Prefix = "Bill";

    /// <summary>Adds the bill of a form; null when something is wrong, which then stands in the model state.</summary>
    public async Task<AddedBill?> AddAsync(
        BillInput input, string customerId, ModelStateDictionary state, Actor actor, CancellationToken cancellation)
    {
        if (!state.IsValid || !Amount.TryParse(input.Amount, out var amount, out _) || Asks(input, amount, state))
        {
            return null;
        }

        var description = input.Description ?? "";
        var bill = await desk.AddAsync(FormKey.Read(input.Key), customerId, amount, description, actor, cancellation);
        if (bill.Outcome == BillOutcome.NoSuchCustomer)
        {
            state.AddModelError("", $"Customer {customerId} no longer exists.");
            return null;
        }

        if ((bill.CustomerId, bill.Amount, bill.Description) != (customerId, amount, description))
        {
            // The back button brought back a form that was saved, and somebody typed the next bill into it.
            input.Key = FormKey.New();
            state.AddModelError("", $"This form was already used to add a bill of {Money.ShowPlain(bill.Amount)} for {bill.CustomerId}. Save again to add another.");
            return null;
        }

        return bill;
    }

    private bool Asks(BillInput input, decimal amount, ModelStateDictionary state)
    {
        var readsAsId = Amount.ReadsAsId(input.Amount!);
        if ((!readsAsId && amount < Amount.Implausible) || input.Confirmed == Money.ShowPlain(amount))
        {
            return false;
        }

        input.Question = amount;
        state.AddModelError(
            $"{Prefix}.{nameof(BillInput.Amount)}",
            $"Is {money.Show(amount)} correct? {(readsAsId ? "It looks like a scanned ID." : "That is a large amount.")}");
        return true;
    }
}
