using TransformerService.Models.Onnx;

namespace TransformerService.Models.Manifests;

/// <summary>The content of a model.json: what the model does and which folders contain its variants.</summary>
/// <param name="Task">What the model does.</param>
public sealed record ModelManifest(ModelTask Task)
{
    /// <summary>Whether model.json says what the model does; otherwise its export does.</summary>
    public bool NamesTask { get; init; } = true;

    /// <summary>The language translated from, e.g. <c>en</c>.</summary>
    public string? SourceLanguage { get; init; }

    /// <summary>The language translated to, e.g. <c>fr</c>.</summary>
    public string? TargetLanguage { get; init; }

    /// <summary>The student's folder. Default: <c>student</c>, or the only folder.</summary>
    public string? Student { get; init; }

    /// <summary>
    /// The teacher's folder, or the address of another TransformerService (<c>grpc://host:port/name</c>, with TLS <c>grpcs://</c>).
    /// </summary>
    public string? Teacher { get; init; }

    /// <summary>Which versions answer. Default: the highest numbers.</summary>
    public ManifestCurrent? Current { get; init; }

    /// <summary>Which of several precisions of each variant is loaded.</summary>
    public OfVariants Precision { get; init; }

    /// <summary>Which ONNX file of each variant is loaded, where the variant has one alone.</summary>
    public OfVariants File { get; init; }

    /// <summary>Which of its files a variant loads.</summary>
    internal OnnxChoice FilesOf(VariantRole role) => new(Precision.Of(role), File.Of(role));

    /// <summary>The licence of the weights, for people to read.</summary>
    public string? License { get; init; }

    /// <summary>What the model is, for people to read.</summary>
    public string? Description { get; init; }

    /// <summary>The prefix of every text to translate, e.g. T5's <c>translate English to French: </c>.</summary>
    public string? Prefix { get; init; }

    /// <summary>
    /// The entry of config.json's <c>task_specific_params</c> to apply, e.g. <c>translation_en_to_fr</c>: its prefix and its
    /// generation settings, as Hugging Face's pipeline of that name does.
    /// </summary>
    public string? TaskSpecificParams { get; init; }

    /// <summary>Whether translations use the lexical shortlist of their export, where it has one. Default true.</summary>
    public bool Shortlist { get; init; } = true;

    /// <summary>How the teacher checks the student. Settings that are left out come from the configuration.</summary>
    public ManifestShadow? Shadow { get; init; }

    /// <summary>What follows from the comparison of a canary. Settings that are left out come from the configuration.</summary>
    public ManifestPromotion? Promotion { get; init; }

    /// <summary>When the teacher answers instead of the student; <see langword="null"/> if it never does.</summary>
    public ManifestCascade? Cascade { get; init; }

    /// <summary>Whether another model.json has the same teacher and the same settings of shadow mode and cascade.</summary>
    public bool ChecksLike(ModelManifest other) =>
        (Task, SourceLanguage, TargetLanguage, Teacher, Shadow, Cascade)
        == (other.Task, other.SourceLanguage, other.TargetLanguage, other.Teacher, other.Shadow, other.Cascade);

    /// <summary>Whether <see cref="Teacher"/> is the address of another server.</summary>
    public bool TeacherIsRemote => RemoteTeacherAddress.IsMeant(Teacher);
}

/// <summary>A setting that the variants may have each for itself.</summary>
/// <param name="Student">The student's.</param>
/// <param name="Teacher">The teacher's.</param>
public readonly record struct OfVariants(string? Student, string? Teacher)
{
    /// <summary>That of a variant.</summary>
    public string? Of(VariantRole role) => role == VariantRole.Student ? Student : Teacher;
}
