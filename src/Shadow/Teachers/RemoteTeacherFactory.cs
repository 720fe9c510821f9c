using TransformerService.Models.Manifests;

namespace TransformerService.Shadow.Teachers;

/// <summary>Makes the client of a teacher on another server; it connects when it is first asked.</summary>
public delegate ITeacher RemoteTeacherFactory(RemoteTeacherAddress address);
