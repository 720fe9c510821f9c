namespace TransformerService.Api.Connections;

/// <summary>What a connection can be one too many for.</summary>
internal enum ConnectionLimit
{
    /// <summary>All callers' connections.</summary>
    Total,

    /// <summary>Those of its address.</summary>
    Address,

    /// <summary>Those of the admin ports, in all or of its address.</summary>
    Admin,

    /// <summary>The files that the process may have open.</summary>
    Files,
}
