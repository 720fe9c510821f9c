namespace TransformerService.Models.Requests;

/// <summary>Whether a request may be answered from kept answers, as HTTP's <c>Cache-Control</c> says it.</summary>
public enum CacheUse
{
    /// <summary>Answers are read and kept.</summary>
    Allowed,

    /// <summary><c>no-cache</c>: the model runs, and its answers are kept.</summary>
    Refresh,

    /// <summary><c>no-store</c>: the model runs, and nothing is kept.</summary>
    None,
}
