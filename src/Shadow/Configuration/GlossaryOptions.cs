using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TransformerService.Shadow.Configuration;

/// <summary>
/// Configuration section <c>Glossaries</c>: what keys may keep of glossaries of their own, which DeepL's API has. They are kept in the
/// PostgreSQL of <c>Shadow:Store:PostgreSql</c>, otherwise in the SQLite file <c>glossaries.db</c> beside that of <c>Shadow:Store:Path</c>.
/// </summary>
public sealed class GlossaryOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Glossaries";

    /// <summary>Glossaries that one key may keep, 0 to 10,000. Default 100. Callers without a key count as one key.</summary>
    [Range(0, 10_000)]
    public int MaxPerKey { get; set; } = 100;

    /// <summary>Bytes of the glossaries that one key may keep, as UTF-8, 0 to 1 GiB. Default 8 MiB.</summary>
    [Range(0L, 1_073_741_824L)]
    public long MaxBytesPerKey { get; set; } = 8 * 1_024 * 1_024;
}

/// <summary>Checks <see cref="GlossaryOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class GlossaryOptionsValidator : IValidateOptions<GlossaryOptions>;
