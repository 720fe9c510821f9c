namespace Worker;

/// <summary>Configuration section <c>Folder</c>: where files come from and go to.</summary>
internal sealed class FolderOptions
{
    public const string Section = "Folder";

    /// <summary>The folder with three others: <c>in</c> for new files, <c>out</c> for translations, <c>failed</c> for files that cannot be translated.</summary>
    public string Path { get; set; } = "translate";

    /// <summary>How often the folder is looked at.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Lines of one call, 1 to 1,000.</summary>
    public int Batch { get; set; } = 64;

    /// <summary>The model. Default: the one for the languages.</summary>
    public string? Model { get; set; }

    /// <summary>The language of the files, as <c>en</c>. Default: the model's.</summary>
    public string? Source { get; set; }

    /// <summary>The language to translate to, as <c>fr</c>. Default: the model's.</summary>
    public string? Target { get; set; }

    public string In => System.IO.Path.Combine(Path, "in");

    public string Out => System.IO.Path.Combine(Path, "out");

    public string Failed => System.IO.Path.Combine(Path, "failed");
}
