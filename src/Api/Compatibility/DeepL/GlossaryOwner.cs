using TransformerService.Api.Access;
using TransformerService.Models.Errors;
using TransformerService.Shadow.Glossaries;

namespace TransformerService.Api.Compatibility.DeepL;

/// <summary>Whose glossaries a call may use: those of its key.</summary>
internal static class GlossaryOwner
{
    /// <summary>
    /// The owner of a call's glossaries. All callers of a server without keys share them; where there are keys, a caller without one has none.
    /// </summary>
    public static string? Of(HttpContext context, KeyRing keys) =>
        context.Features.Get<AccessKey>() is not null || keys.IsEmpty ? Callers.UsageKey(context) : null;

    /// <summary>Finds the glossary that a body names.</summary>
    /// <exception cref="InferenceException">The caller has no such glossary, or it cannot be read now.</exception>
    public static async Task<DeepLRequest> WithGlossaryAsync(
        this DeepLRequest body,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (body.GlossaryId is not { Length: > 0 } id)
        {
            return body;
        }

        var services = context.RequestServices;
        if (
            Of(context, services.GetRequiredService<KeyRing>()) is { } owner
            && Guid.TryParse(id, out var glossary)
            && await services
                .GetRequiredService<KeyGlossaries>()
                .FindAsync(owner, glossary, body.Text?.Values.Sum(static text => (long)text.Length) ?? 0, cancellationToken)
                is { } found
        )
        {
            return body with { Glossary = found };
        }

        context.Features.Set(UnknownGlossary.Instance);
        throw new InferenceException(
            InferenceError.ModelNotFound,
            "$.glossary_id is not a glossary of this key; GET /v2/glossaries lists them. A model's glossary always holds: leave it out."
        );
    }
}

/// <summary>Request feature: the body names a glossary that the caller does not have.</summary>
internal sealed class UnknownGlossary
{
    private UnknownGlossary() { }

    public static UnknownGlossary Instance { get; } = new();
}
