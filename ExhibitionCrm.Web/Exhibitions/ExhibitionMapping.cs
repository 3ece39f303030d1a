using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ExhibitionCrm.Web.Exhibitions;

internal sealed class ExhibitionMapping : IEntityTypeConfiguration<Exhibition>
{
    private const int ZoneMaxLength = 64;
    private const int ChoiceMaxLength = 10;

    public void Configure(EntityTypeBuilder<Exhibition> exhibition)
    {
        exhibition.ToTable("exhibitions", t =>
        {
            t.HasCheckConstraint("ck_exhibitions_slug", $"slug ~ '{Exhibition.SlugPattern}'");
            t.HasCheckConstraint("ck_exhibitions_name", TextShape.Line("name"));
            t.HasCheckConstraint("ck_exhibitions_venue", TextShape.OptionalLine("venue"));
            t.HasCheckConstraint("ck_exhibitions_dates", "ends_on >= starts_on");
            t.HasCheckConstraint("ck_exhibitions_time_zone", $"time_zone ~ '{ZoneName.Pattern}'");
            t.HasCheckConstraint("ck_exhibitions_currency", "currency ~ '^[A-Z]{3}$'");
            t.HasCheckConstraint(
                "ck_exhibitions_implausible_from",
                $"implausible_from between {ExhibitionTerms.LeastImplausible} and {ExhibitionTerms.MostImplausible} and implausible_from = trunc(implausible_from)");
            t.HasCheckConstraint("ck_exhibitions_phone_region", "phone_region ~ '^[A-Z]{2}$'");
            t.HasCheckConstraint("ck_exhibitions_privacy_url", $"privacy_url ~ '^https?://.' and {TextShape.OptionalLine("privacy_url")}");
            t.HasCheckConstraint("ck_exhibitions_colour", $"colour in ({string.Join(", ", Enum.GetValues<ExhibitionColour>().Select(colour => $"'{ExhibitionDetails.NameOf(colour)}'"))})");
            t.HasCheckConstraint("ck_exhibitions_state", "state in ('draft', 'open', 'closed', 'archived')");
            t.HasCheckConstraint("ck_exhibitions_sender_name", $"sender_name is null or {TextShape.Line("sender_name")} and sender_address is not null");
            t.HasCheckConstraint("ck_exhibitions_sender_address", $"sender_address ~ '^[^@<> ]+@[^@<> ]+$' and {TextShape.OptionalLine("sender_address")}");
            t.HasCheckConstraint("ck_exhibitions_label_width", $"label_width between {LabelSize.MinWidth} and {LabelSize.MaxWidth}");
            t.HasCheckConstraint("ck_exhibitions_label_height", $"label_height between {LabelSize.MinHeight} and {LabelSize.MaxHeight}");
        });
        exhibition.HasKey(e => e.Id).HasName("pk_exhibitions");
        exhibition.Property(e => e.Slug).HasMaxLength(Exhibition.SlugMaxLength);
        exhibition.Property(e => e.Name).HasMaxLength(ExhibitionDetails.NameMaxLength);
        exhibition.Property(e => e.Venue).HasMaxLength(ExhibitionDetails.VenueMaxLength);
        exhibition.Property(e => e.TimeZone).HasMaxLength(ZoneMaxLength);
        exhibition.Property(e => e.Currency).HasMaxLength(3);
        exhibition.Property(e => e.ImplausibleFrom).HasPrecision(10, 2);
        exhibition.Property(e => e.PhoneRegion).HasMaxLength(2);
        exhibition.Property(e => e.PrivacyUrl).HasMaxLength(ExhibitionDetails.PrivacyUrlMaxLength);
        exhibition.Property(e => e.State).HasMaxLength(ChoiceMaxLength).HasDefaultValue(ExhibitionState.Open).ValueGeneratedNever()
            .HasConversion(state => state.ToString().ToLowerInvariant(), text => Enum.Parse<ExhibitionState>(text, ignoreCase: true));
        exhibition.Property(e => e.Colour).HasMaxLength(ChoiceMaxLength).HasDefaultValue(ExhibitionColour.Blue).ValueGeneratedNever()
            .HasConversion(colour => colour.ToString().ToLowerInvariant(), text => Enum.Parse<ExhibitionColour>(text, ignoreCase: true));
        exhibition.Property(e => e.SenderName).HasMaxLength(MailSender.NameMaxLength);
        exhibition.Property(e => e.SenderAddress).HasMaxLength(EmailAddress.MaxLength);
        exhibition.Property(e => e.LabelWidth).HasDefaultValue(LabelSize.Usual.Width).ValueGeneratedNever();
        exhibition.Property(e => e.LabelHeight).HasDefaultValue(LabelSize.Usual.Height).ValueGeneratedNever();
        exhibition.Property(e => e.Version).IsConcurrencyToken();

        // The defaults are for web processes of the version before, which make exhibitions too while an update goes on.
        exhibition.Property(e => e.EmailRequired).HasDefaultValue(true).ValueGeneratedNever();
        exhibition.Property(e => e.PhoneRequired).HasDefaultValue(true).ValueGeneratedNever();
        exhibition.Ignore(e => e.Details);
        exhibition.Ignore(e => e.Settings);
        exhibition.Ignore(e => e.Title);
        exhibition.HasIndex(e => e.Slug).IsUnique().HasDatabaseName(Exhibition.SlugIndexName);
        exhibition.HasIndex(e => e.IdempotencyKey).IsUnique().HasDatabaseName(Exhibition.IdempotencyKeyIndexName);
    }
}
