using TransformerService.Models;

namespace TransformerService.Inference.Catalog;

/// <summary>A change that an operator has made to the versions of a variant. A version is the start of its content hash.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Role">The variant.</param>
/// <param name="Kind">What was done.</param>
/// <param name="From">The version whose calls another takes.</param>
/// <param name="To">The version that takes them.</param>
/// <param name="Share">Of a canary: the share of the calls that it takes.</param>
public sealed record VersionChange(string Model, VariantRole Role, VersionChangeKind Kind, string From, string To, double? Share)
{
    /// <summary>The change between two states of a variant; <see langword="null"/> if the same versions answer the same calls.</summary>
    internal static VersionChange? Between(string model, CatalogVariant before, CatalogVariant after, VersionChangeKind kind)
    {
        if (State(before) == State(after))
        {
            return null;
        }

        return kind != VersionChangeKind.SetCanary
            ? new(model, after.Role, kind, before.ShortHash, after.ShortHash, null)
            : OfCanary(model, before, after);
    }

    /// <summary>What a call that failed has changed nevertheless; <see langword="null"/> if the same versions answer the same calls.</summary>
    internal static VersionChange? OfFailure(string model, CatalogVariant before, CatalogVariant after, VersionChangeKind kind) =>
        before.ShortHash != after.ShortHash
            ? new(
                model,
                after.Role,
                kind == VersionChangeKind.RollBack ? kind : VersionChangeKind.Promote,
                before.ShortHash,
                after.ShortHash,
                null
            )
        : (before.CanaryHash, before.Canary?.Share) == (after.CanaryHash, after.Canary?.Share) ? null
        : OfCanary(model, before, after);

    private static VersionChange OfCanary(string model, CatalogVariant before, CatalogVariant after) =>
        after.Canary is { } canary
            ? new(model, after.Role, VersionChangeKind.SetCanary, after.ShortHash, after.CanaryHash ?? "", canary.Share)
            : new(model, after.Role, VersionChangeKind.EndCanary, before.CanaryHash ?? "", after.ShortHash, null);

    private static (string, string?, double?, string) State(CatalogVariant variant) =>
        (variant.ShortHash, variant.CanaryHash, variant.Canary?.Share, variant.TargetNumber);
}

/// <summary>What an operator has done.</summary>
public enum VersionChangeKind
{
    /// <summary>Made a version the one that answers.</summary>
    Promote,

    /// <summary>Switched back to the version before.</summary>
    RollBack,

    /// <summary>Let a version answer a share of the calls.</summary>
    SetCanary,

    /// <summary>Ended a canary.</summary>
    EndCanary,
}
