struct svc_ops { void (*rx)(int x); };
struct svc_request { struct svc_ops ops; int id; };
struct svc { struct svc_ops ops; int id; };
void svc_connect(struct svc *s, struct svc_request *r);
