namespace TransformerService.Api.Configuration;

/// <summary>What a key allows.</summary>
public enum AccessRole
{
    /// <summary>Inference, and calls that only read.</summary>
    Caller,

    /// <summary>A caller's calls, and calls that change the server or show kept texts.</summary>
    Admin,
}
