using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;

namespace ExhibitionCrm.Web.Bills;

/// <summary>What a customer owes for one purchase. Never changed or deleted, only voided.</summary>
public sealed class Bill : IOfExhibition
{
    public const string PrimaryKeyName = "pk_bills";
    public const string CustomerForeignKeyName = "fk_bills_customers";
    public const string NumberIndexName = "ix_bills_number";

    /// <summary>Of the trigger that refuses more decimal places than the exhibition's currency has.</summary>
    public const string CurrencyTriggerName = "bills_in_currency";

    public const int DescriptionMaxLength = 1000;
    public const int VoidReasonMaxLength = 500;

    private Bill()
    {
    }

    /// <summary>Drawn when the form is shown, so that sending the form twice makes one bill.</summary>
    public Guid Id { get; private init; }

    /// <summary>See <see cref="BillNumbers"/>. Until the bill is saved it can be 0: then the database gives the next one.</summary>
    public int Number { get; private set; }

    public int ExhibitionId { get; private init; }

    public string CustomerId { get; private init; } = "";

    public Customer? Customer { get; private init; }

    /// <summary>See <see cref="Bills.Amount"/>.</summary>
    public decimal Amount { get; private init; }

    /// <summary>May be empty; line breaks allowed.</summary>
    public string Description { get; private init; } = "";

    /// <summary>What the search looks through; see <see cref="Lists.SearchText"/>. The database puts the customer's in front.</summary>
    public string SearchText { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    public string CreatedBy { get; private init; } = "";

    public DateTimeOffset? VoidedAt { get; private set; }

    public string? VoidedBy { get; private set; }

    public string? VoidReason { get; private set; }

    public static Bill Add(Guid id, string customerId, Amount amount, string description, string createdBy, DateTimeOffset now) => new()
    {
        Id = id,
        CustomerId = customerId,
        Amount = amount.Value,
        Description = description,
        SearchText = Lists.SearchText.Of(description),
        CreatedBy = createdBy,
        CreatedAt = now,
    };

    /// <summary>Gives the number before the bill is saved, for what is saved with it and says the number too.</summary>
    /// <exception cref="InvalidOperationException">The bill has a number already.</exception>
    public void TakeNumber(int number) =>
        Number = Number == 0 ? number : throw new InvalidOperationException("The bill has a number already.");

    /// <exception cref="InvalidOperationException">The bill is void already.</exception>
    public void Void(string reason, string voidedBy, DateTimeOffset now)
    {
        if (VoidedAt is not null)
        {
            throw new InvalidOperationException("The bill is void already.");
        }

        (VoidReason, VoidedBy, VoidedAt) = (reason, voidedBy, now);
    }
}
